/** A text in pieces, marked and not; of a long one only what stands around the first mark. */

export interface Piece {
  /** Where it begins in the text. */
  readonly at: number;
  readonly part: string;
  readonly marked: boolean;
}

/** Letters before the first mark, and in all. */
const lead = 30;
const longest = 140;

export function excerptOf(text: string, ranges: readonly (readonly [number, number])[]): readonly Piece[] {
  const first = ranges[0]?.[0] ?? 0;
  const from = text.length <= longest || first <= lead ? 0 : first - lead;
  const until = Math.min(text.length, from + longest);
  const pieces: Piece[] = [];
  const add = (a: number, b: number, marked: boolean): void => {
    const [start, end] = [Math.max(a, from), Math.min(b, until)];
    if (start < end) pieces.push({ at: start, part: text.slice(start, end).toWellFormed(), marked });
  };
  if (from > 0) pieces.push({ at: -1, part: '…', marked: false });
  let at = from;
  for (const [a, b] of ranges) {
    add(at, a, false);
    add(a, b, true);
    at = Math.max(at, b);
  }
  add(at, until, false);
  if (until < text.length) pieces.push({ at: text.length, part: '…', marked: false });
  return pieces;
}
