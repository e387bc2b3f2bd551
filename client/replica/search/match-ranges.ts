/** Which parts of a text match, so that they can be marked. Knows where a folded letter came from. */
import { foldText } from '../fold-text.ts';

export type TextRange = readonly [from: number, until: number];

interface Folded {
  readonly text: string;
  /** For each unit of `text`, where its letter begins in the original; one more for the end. */
  readonly starts: readonly number[];
}

/** More marks than this in one text help nobody. */
const most = 20;
/** Long texts are looked at in pieces of about this many units, so that only those that match are taken apart. */
const piece = 1_000;

/** All places of a folded word, in order. */
export function wordRanges(text: string, word: string): readonly TextRange[] {
  if (word === '') return [];
  const found: TextRange[] = [];
  for (let from = 0; from < text.length && found.length < most;) {
    const until = pieceEnd(text, from);
    const part = text.slice(from, until);
    if (foldText(part).includes(word)) {
      for (const [a, b] of rangesIn(foldWithPlaces(part), word)) found.push([from + a, from + b]);
    }
    from = until;
  }
  return found.slice(0, most);
}

/** The first place of letters and digits that may have anything between them: `rm10042` in `RM-10042`. */
export function compactRanges(text: string, wanted: string): readonly TextRange[] {
  const folded = foldWithPlaces(text);
  let compact = '';
  const places: number[] = [];
  for (let i = 0; i < folded.text.length; i++) {
    const unit = folded.text.charAt(i);
    if (!/[\p{L}\p{N}]/u.test(unit)) continue;
    compact += unit;
    places.push(i);
  }
  const at = wanted === '' ? -1 : compact.indexOf(wanted);
  const [first, last] = [places[at], places[at + wanted.length - 1]];
  return first === undefined || last === undefined ? [] : [original(folded, first, last + 1)];
}

/** In order, those that touch as one. */
export function joinRanges(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: [number, number][] = [];
  for (const [from, until] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], until);
    else result.push([from, until]);
  }
  return result;
}

/** Between two words where there is such a place, never inside of a letter. */
function pieceEnd(text: string, from: number): number {
  if (text.length - from <= 2 * piece) return text.length;
  const space = text.slice(from + piece, from + 2 * piece).search(/\s/u);
  if (space >= 0) return from + piece + space;
  const end = from + 2 * piece;
  return text.slice(from, end).isWellFormed() ? end : end - 1;
}

function rangesIn(folded: Folded, word: string): readonly TextRange[] {
  const found: TextRange[] = [];
  for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + word.length)) {
    found.push(original(folded, at, at + word.length));
  }
  return found;
}

function foldWithPlaces(text: string): Folded {
  let folded = '';
  const starts: number[] = [];
  let at = 0;
  for (const letter of text) {
    const letters = foldText(letter);
    for (let i = 0; i < letters.length; i++) starts.push(at);
    folded += letters;
    at += letter.length;
  }
  starts.push(at);
  return { text: folded, starts };
}

/** From a place in the folded text to one in the original: whole letters, with the accents that follow them. */
function original({ starts }: Folded, from: number, until: number): TextRange {
  const start = starts[from] ?? 0;
  let end = until;
  while (end < starts.length - 1 && starts[end] === starts[end - 1]) end++;
  return [start, starts[end] ?? start];
}
