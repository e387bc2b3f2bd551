/** Where in a hit, or in what it refers to, each thing that was asked for is found: to be shown, and marked. */
import type { Row } from '../../../shared/document/types.ts';
import type { Found } from '../queries.ts';
import { compactRanges, joinRanges, wordRanges, type TextRange } from './match-ranges.ts';
import type { Need } from './needs.ts';
import { phoneForms } from './phone-forms.ts';
import { searchedFields, textsOf, weights } from './searched-fields.ts';

interface Place {
  readonly of: Row;
  readonly field: string;
  readonly text: string;
  readonly isNumber: boolean;
  readonly isPhone: boolean;
  /** The lower, the more it tells. */
  readonly rank: number;
}

interface Marked {
  readonly place: Place;
  readonly ranges: readonly TextRange[];
}

/** @param steps the hit itself, then what it refers to, then what that refers to. */
export function whereFound(steps: readonly (readonly Row[])[], needs: readonly Need[]): readonly Found[] {
  const places = steps.flatMap((rows, step) => rows.flatMap((row) => placesOf(row, step)));
  const found = new Map<Place, TextRange[]>();
  const mark = ({ place, ranges }: Marked): void => {
    const marked = found.get(place);
    if (marked) marked.push(...ranges);
    else found.set(place, [...ranges]);
  };
  for (const { words, forms } of needs) {
    const whole = best(places, (place) => (place.isNumber ? markForms(place, forms) : []));
    if (whole) mark(whole);
    else
      for (const word of words) {
        const marked = best(places, (place) => markWord(place, word));
        if (marked) mark(marked);
      }
  }
  return [...found]
    .sort(([a], [b]) => a.rank - b.rank)
    .map(([{ of, field, text }, ranges]) => ({ of, field, text, ranges: joinRanges(ranges) }));
}

function placesOf(row: Row, step: number): readonly Place[] {
  return searchedFields(row.kind).flatMap(({ name, weight, isPhone }) =>
    textsOf(row, name).map((text) => ({
      of: row,
      field: name,
      text,
      isNumber: weight === 'number',
      isPhone,
      rank: step * weights.length + weights.indexOf(weight),
    })),
  );
}

/** In the place that tells most; of equal ones in that where a word begins so. */
function best(places: readonly Place[], ranges: (place: Place) => readonly TextRange[]): Marked | undefined {
  let found: (Marked & { readonly begins: boolean }) | undefined;
  for (const place of places) {
    if (found && (place.rank > found.place.rank || (found.begins && place.rank === found.place.rank)))
      continue;
    const marked = ranges(place);
    const [first] = marked;
    if (!first) continue;
    const begins = marked.some(([from]) => beginsWord(place.text, from));
    if (!found || place.rank < found.place.rank || begins) found = { place, ranges: marked, begins };
  }
  return found;
}

const beginsWord = (text: string, at: number): boolean =>
  at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));

function markWord(place: Place, word: string): readonly TextRange[] {
  const ranges = wordRanges(place.text, word);
  if (ranges.length > 0 || !place.isNumber) return ranges;
  const compact = compactRanges(place.text, word);
  if (compact.length > 0 || !place.isPhone) return compact;
  // Typed with a zero where it is written with a country, or the other way round: all of it is meant.
  return phoneForms(place.text).some((form) => form.includes(word)) ? [[0, place.text.length]] : [];
}

function markForms(place: Place, forms: readonly string[]): readonly TextRange[] {
  for (const form of forms) {
    const ranges = place.isPhone ? markWord(place, form) : compactRanges(place.text, form);
    if (ranges.length > 0) return ranges;
  }
  return [];
}
