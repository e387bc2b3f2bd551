/** Names of the program as words for a person: `awaiting_authorisation` is "Awaiting authorisation". */

const initialisms = /\b(sms|qc|pin|imei|vat)\b/g;

export function inWords(name: string): string {
  const spaced = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(initialisms, (word) => word.toUpperCase())
    .trim();
  return spaced.slice(0, 1).toUpperCase() + spaced.slice(1);
}

/** Made once: making one for each number costs more than all the rest of a row. */
const numbers = new Intl.NumberFormat('en-GB');

/** `20,190`. */
export const inDigits = (count: number): string => numbers.format(count);

/** `1 edit`, `3 edits`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${inDigits(count)} ${count === 1 ? one : many}`;

/** A person's initials for a small round picture: at most two. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const both = words.length > 1 ? [words[0], words.at(-1)] : [words[0] ?? '?'];
  return both
    .map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 63))
    .join('')
    .toUpperCase();
}

/** `a ticket`, `an order`. */
export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
