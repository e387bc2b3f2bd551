/** Finds records by looking at every row: slow and plain. */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import { foldText, queryWords } from '../fold-text.ts';
import type { Found, SearchGroup, SearchHit, SearchQuery } from '../queries.ts';
import { newestFirst, type KindRows } from '../rows/kind-rows.ts';
import { digitRanges, matchRanges, type TextRange } from './match-ranges.ts';
import { searchedFields, textsOf, weights } from './searched-fields.ts';

export const hasWords = (row: Row, words: readonly string[]): boolean => {
  const text = searchedFields(row.kind)
    .flatMap(({ name }) => textsOf(row, name))
    .join('\n');
  const folded = foldText(text);
  return words.every((word) => folded.includes(word));
};

export function scan(kinds: ReadonlyMap<string, KindRows>, query: SearchQuery): readonly SearchGroup[] {
  const words = queryWords(query.text);
  if (words.length === 0) return [];
  const digits = query.text.replaceAll(/\D/g, '').replace(/^(00)?(44)?0*/, '');
  const groups: { group: SearchGroup; best: number }[] = [];
  for (const [kind, rows] of kinds) {
    if (query.kinds && !query.kinds.includes(kind)) continue;
    const { includeDeleted = false } = query;
    const hits: { hit: SearchHit; weight: number }[] = [];
    for (const { name, row } of rows.sorted({ includeDeleted }, newestFirst).items()) {
      const found = foundIn(row, words, digits.length > 2 ? digits : '');
      const [best] = found;
      if (best)
        hits.push({
          hit: { name: nameOf(name), row, found: found.map((each) => each.found) },
          weight: best.weight,
        });
    }
    hits.sort((a, b) => a.weight - b.weight);
    const [first] = hits;
    if (!first) continue;
    const group = { kind, hits: hits.slice(0, query.limit).map(({ hit }) => hit), total: hits.length };
    groups.push({ group, best: first.weight });
  }
  return groups.sort((a, b) => a.best - b.best).map(({ group }) => group);
}

function foundIn(
  row: Row,
  words: readonly string[],
  digits: string,
): readonly { found: Found; weight: number }[] {
  const found: { found: Found; weight: number }[] = [];
  const missing = new Set(words);
  for (const { name, weight } of searchedFields(row.kind)) {
    for (const text of textsOf(row, name)) {
      let ranges: readonly TextRange[] = matchRanges(text, words);
      const folded = foldText(text);
      for (const word of words) if (folded.includes(word)) missing.delete(word);
      if (weight === 'number' && digits !== '') {
        const all = digitRanges(text, digits);
        if (all.length > 0) {
          ranges = all;
          missing.clear();
        }
      }
      if (ranges.length > 0)
        found.push({ found: { of: row, field: name, text, ranges }, weight: weights.indexOf(weight) });
    }
  }
  return missing.size > 0 ? [] : found.sort((a, b) => a.weight - b.weight);
}

const nameOf = (key: EntityKey) => parseEntityKey(key) as SearchHit['name'];
