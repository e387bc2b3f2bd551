/** Answers a search from the index: the best hits of each kind, and where they match. */
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { SearchGroup, SearchHit, SearchQuery } from '../queries.ts';
import { needsOf, type Need } from './needs.ts';
import { Ranking } from './ranking.ts';
import type { Records } from './records.ts';
import { missing, type SearchIndex } from './search-index.ts';
import { whereFound } from './where-found.ts';

export function find(index: SearchIndex, query: SearchQuery): readonly SearchGroup[] {
  const { text, limit, includeDeleted = false } = query;
  const needs = needsOf(text);
  if (needs.length === 0) return [];
  const { records } = index;
  const costs = index.costs(needs);
  // By the number of the kind; 0 is of what has no row.
  const rankings = ['', ...records.kindNames].map((kind) =>
    kind !== '' && (query.kinds?.includes(kind) ?? true) ? new Ranking(records, limit) : undefined,
  );
  const { kinds, hidden } = records;
  for (let record = 0; record < costs.length; record++) {
    if (costs[record] === missing || (hidden[record] === 1 && !includeDeleted)) continue;
    rankings[kinds[record] as number]?.offer(record, costs[record] as number);
  }
  return rankings
    .flatMap((ranking, kind) => (ranking && ranking.total > 0 ? [{ ranking, kind }] : []))
    .sort((a, b) => a.ranking.before(b.ranking))
    .map(({ ranking, kind }) => ({
      kind: must(records.kindNames[kind - 1], 'a kind has a number'),
      total: ranking.total,
      hits: ranking.best().map((record) => hit(records, record, needs)),
    }));
}

function hit(records: Records, record: number, needs: readonly Need[]): SearchHit {
  const row = must(records.row(record), 'a hit has a row');
  const near = records.referredTo(record);
  const far = near.flatMap((other) => records.referredTo(other));
  const rowsOf = (some: readonly number[]): readonly Row[] =>
    [...new Set(some)].flatMap((other) => records.row(other) ?? []);
  return {
    name: must(parseEntityKey(records.name(record)), 'a record has a name'),
    row,
    found: whereFound([[row], rowsOf(near), rowsOf(far)], needs),
  };
}
