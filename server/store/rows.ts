/** Rows as stored: JSON computed from a document as of some entry, and whether entries came after it. */
import { assert } from '../../shared/lib/assert.ts';
import type { EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import { rowSum } from './checksum.ts';
import type { Connection } from './connection.ts';
import { reviewOf, unmarkStale } from './in-review.ts';
import { findDocument } from './read-document.ts';
import type { DocumentName, RowsQuery, Seq, StoredRow } from './store.ts';

interface RowRecord {
  readonly id: EntityId;
  readonly head: Seq;
  readonly json: string | null;
  readonly seq: Seq | null;
  readonly crc: number | null;
}

const columns = `SELECT d.id, d.head, p.json, p.seq, p.crc FROM documents d LEFT JOIN projected p ON p.document = d.n
  WHERE d.shop = (SELECT n FROM shops WHERE shop = ?) AND d.kind = ? AND d.erased = 0`;

export const readRows = (connection: Connection, { shop, kind, after, limit }: RowsQuery): StoredRow[] =>
  connection
    .all<RowRecord>(`${columns} AND d.id > ? ORDER BY d.id LIMIT ?`, shop, kind, after ?? '', limit)
    .map((record) => toRow(shop, kind, record));

export function readRow(connection: Connection, { shop, kind, id }: DocumentName): StoredRow | undefined {
  const record = connection.get<RowRecord>(`${columns} AND d.id = ?`, shop, kind, id);
  return record && toRow(shop, kind, record);
}

/** A row that fails its checksum is as good as none: it is made again from the document. */
function toRow(shop: ShopId, kind: KindName, { id, head, json, seq, crc }: RowRecord): StoredRow {
  const sound = json !== null && seq !== null && rowSum({ shop, kind, id }, seq, json) === crc;
  return sound ? { id, row: json, stale: seq < head } : { id, row: null, stale: true };
}

export function saveRow(connection: Connection, name: DocumentName, row: string, upTo: Seq): void {
  const document = findDocument(connection, name);
  if (!document) return;
  assert(upTo <= document.head, 'a row is of an entry that is stored');
  putRow(connection, document.n, name, row, upTo);
}

/**
 * Keeps the row unless a newer one is there. One of the same entry is replaced: the schema may have changed. So is
 * one that claims to be of an entry still to come: its number was damaged.
 */
export function putRow(connection: Connection, n: number, name: DocumentName, row: string, upTo: Seq): void {
  connection.run(
    `INSERT INTO projected (document, seq, json, crc, review) VALUES (?1, ?2, ?3, ?4, ${reviewOf('?3')})
     ON CONFLICT DO UPDATE SET seq = excluded.seq, json = excluded.json, crc = excluded.crc, review = excluded.review
     WHERE excluded.seq >= projected.seq
       OR projected.seq > (SELECT head FROM documents WHERE documents.n = excluded.document)`,
    n,
    upTo,
    row,
    rowSum(name, upTo, row),
  );
  unmarkStale(connection, n, upTo);
}
