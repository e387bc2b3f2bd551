/**
 * Which records ask a person, from what their rows said when they were made, and which rows are behind: both from an
 * index, so that no document is opened and nothing is scanned (rule STORE-19).
 */
import type { EntityName } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { placeFilter } from './places.ts';
import type { InReview, InReviewQuery } from './store.ts';

/** As JSON of field names, or empty; the column `review` of a row. A row that is no JSON has none. */
export const reviewOf = (row: string): string =>
  `CASE WHEN json_valid(${row}) AND json_array_length(${row}, '$.review') > 0 THEN json_extract(${row}, '$.review') ELSE '' END`;

export function readInReview(
  connection: Connection,
  { shop, without, places, limit }: InReviewQuery,
): InReview {
  const of = placeFilter(places);
  const which = `d.shop = (SELECT n FROM shops WHERE shop = ?)
    AND d.kind NOT IN (SELECT value FROM json_each(?))${of.where} LIMIT ?`;
  const values = [shop, JSON.stringify(without), ...of.values, limit] as const;
  const asking = connection.all<EntityName & { readonly review: string }>(
    `SELECT d.kind, d.id, p.review FROM projected p INDEXED BY in_review JOIN documents d ON d.n = p.document
     WHERE p.review <> '' AND ${which}`,
    ...values,
  );
  const stale = connection.all<EntityName>(
    `SELECT d.kind, d.id FROM unprojected u JOIN documents d ON d.n = u.document WHERE ${which}`,
    ...values,
  );
  return {
    asking: asking.map(({ kind, id, review }) => ({ kind, id, fields: JSON.parse(review) as string[] })),
    stale: stale.map(({ kind, id }) => ({ kind, id })),
  };
}

/** An entry came for which there is no row yet. */
export function markStale(connection: Connection, n: number): void {
  connection.run('INSERT INTO unprojected (document) VALUES (?) ON CONFLICT DO NOTHING', n);
}

/** A row of an entry was kept: it is behind no longer when that is the newest. */
export function unmarkStale(connection: Connection, n: number, upTo: number): void {
  connection.run(
    'DELETE FROM unprojected WHERE document = ?1 AND (SELECT head FROM documents WHERE n = ?1) <= ?2',
    n,
    upTo,
  );
}
