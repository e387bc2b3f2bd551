/** Which parts of a text match, so that they can be marked. Knows where a folded letter came from. */
import { foldText } from '../fold-text.ts';

export type TextRange = readonly [from: number, until: number];

interface Folded {
  readonly text: string;
  /** For each unit of `text`, where its letter begins in the original; one more for the end. */
  readonly starts: readonly number[];
}

/** More marks than this in one text help nobody. */
const most = 50;

/** All places of the words, in order, those that touch joined. The words are folded. */
export function matchRanges(text: string, words: readonly string[]): readonly TextRange[] {
  const folded = foldWithPlaces(text);
  const found: TextRange[] = [];
  for (const word of words) {
    if (word === '') continue;
    let at = folded.text.indexOf(word);
    while (at >= 0 && found.length < most) {
      found.push(original(folded, at, at + word.length));
      at = folded.text.indexOf(word, at + word.length);
    }
  }
  return joined(found);
}

/** The place of digits that may have anything between them: `07700 900123` in `+44 (0)7700-900123` is from 7 to 3. */
export function digitRanges(text: string, digits: string): readonly TextRange[] {
  if (digits === '') return [];
  const folded = foldWithPlaces(text);
  let only = '';
  const places: number[] = [];
  for (let i = 0; i < folded.text.length; i++) {
    const unit = folded.text.charAt(i);
    if (unit < '0' || unit > '9') continue;
    only += unit;
    places.push(i);
  }
  const at = only.indexOf(digits);
  const [first, last] = [places[at], places[at + digits.length - 1]];
  return first === undefined || last === undefined ? [] : [original(folded, first, last + 1)];
}

function foldWithPlaces(text: string): Folded {
  let folded = '';
  const starts: number[] = [];
  let at = 0;
  for (const letter of text) {
    const piece = foldText(letter);
    for (let i = 0; i < piece.length; i++) starts.push(at);
    folded += piece;
    at += letter.length;
  }
  starts.push(at);
  return { text: folded, starts };
}

/** From a place in the folded text to one in the original, whole letters with their accents. */
function original({ starts }: Folded, from: number, until: number): TextRange {
  const start = starts[from] ?? 0;
  let end = until;
  // A letter that folds to several, or one before an accent of its own, ends where the next one begins.
  while (end < starts.length - 1 && starts[end] === starts[end - 1]) end++;
  return [start, starts[end] ?? start];
}

export function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: [number, number][] = [];
  for (const [from, until] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], until);
    else result.push([from, until]);
  }
  return result;
}
