/**
 * A passcode as it is typed: what each kind looks like. A pattern is its dots in their order, counted from the top left row
 * by row: `1-2-5-8`. Pure; what is kept where is the relay's (section SECRET of docs/SPEC.md).
 */
/** As the schema calls the secret, and the field that says what kind of thing it is. */
export const secret = 'passcode';
export const kindField = 'passcodeKind';

export const passcodeKinds = ['pin', 'pattern', 'password'] as const;
export type PasscodeKind = (typeof passcodeKinds)[number];

/** As devices' field for the kind has it; undefined for none, and for a kind that this version does not know. */
export const passcodeKindOf = (value: unknown): PasscodeKind | undefined =>
  passcodeKinds.find((kind) => kind === value);

/** The dots of a pattern, 1 to 9; undefined for a text that is none. */
export function dotsOf(text: string): readonly number[] | undefined {
  if (!/^[1-9](-[1-9]){0,8}$/.test(text)) return undefined;
  const dots = text.split('-').map(Number);
  return new Set(dots).size === dots.length ? dots : undefined;
}

/** The pattern with one more dot; a dot that is in it already changes nothing. */
export function withDot(text: string, dot: number): string {
  const dots = dotsOf(text) ?? [];
  return (dots.includes(dot) ? dots : [...dots, dot]).join('-');
}

/** As telephones have it. */
const fewestDots = 4;

/** What is wrong with it, in a sentence. `max` is the longest that is kept, in UTF-16 units. */
export function passcodeProblem(kind: PasscodeKind, text: string, max: number): string | undefined {
  if (text.trim() === '') return kind === 'pattern' ? 'Join the dots first.' : 'It is empty.';
  if (text.length > max) return `At most ${max} characters.`;
  if (kind === 'pin' && !/^\d+$/.test(text)) return 'A PIN has digits only.';
  if (kind === 'pattern' && (dotsOf(text)?.length ?? 0) < fewestDots)
    return `A pattern joins at least ${fewestDots} dots.`;
  return undefined;
}
