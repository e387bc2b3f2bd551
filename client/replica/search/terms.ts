/** The terms under which a row is found: the words of its texts, its numbers whole, its telephone numbers as they are dialled. */
import type { Row } from '../../../shared/document/types.ts';
import { foldText } from '../fold-text.ts';
import { phoneForms } from './phone-forms.ts';
import { searchedFields, textsOf, weights } from './searched-fields.ts';

/** Runs of letters and digits. */
const word = /[\p{L}\p{N}]+/gu;

export const wordsOf = (text: string): readonly string[] => foldText(text).match(word) ?? [];

/** Each term with the place of its best field in `weights`: 0 tells most. */
export type Terms = ReadonlyMap<string, number>;

export function termsOf(row: Row): Terms {
  const terms = new Map<string, number>();
  const add = (term: string, weight: number): void => {
    const best = terms.get(term);
    if (best === undefined || weight < best) terms.set(term, weight);
  };
  for (const { name, weight: named, isPhone } of searchedFields(row.kind)) {
    const weight = weights.indexOf(named);
    for (const text of textsOf(row, name)) {
      const words = wordsOf(text);
      for (const each of words) add(each, weight);
      if (named === 'number' && words.length > 1) add(words.join(''), weight);
      if (isPhone) for (const form of phoneForms(text)) add(form, weight);
    }
  }
  return terms;
}
