/** What a search asks for: words, each of which must be found; digits with spaces between them may be one number. */
import { typedForms } from './phone-forms.ts';
import { wordsOf } from './terms.ts';

/** Either all of `words`, each in some term, or one of the `forms` in a term of a number. */
export interface Need {
  readonly words: readonly string[];
  readonly forms: readonly string[];
}

/** What is beyond is not looked for: nobody types that many words to find something. */
const mostWords = 16;

export function needsOf(text: string): readonly Need[] {
  const needs: { words: string[]; forms: readonly string[] }[] = [];
  let run: string[] = [];
  for (const word of [...wordsOf(text).slice(0, mostWords), '']) {
    if (/^\d+$/.test(word)) run.push(word);
    else {
      if (run.length > 0) needs.push({ words: run, forms: formsOf(run) });
      run = [];
      if (word !== '') needs.push({ words: [word], forms: [] });
    }
  }
  return needs;
}

/** As typed is what the words are already, when it is one. */
const formsOf = (run: readonly string[]): readonly string[] =>
  typedForms(run.join('')).slice(run.length === 1 ? 1 : 0);
