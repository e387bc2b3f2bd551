/** Rows as stored: JSON computed from a document as of some entry, and whether entries came after it. */
import { assert } from '../../shared/lib/assert.ts';
import type { EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import { rowSum } from './checksum.ts';
import type { Connection } from './connection.ts';
import { reviewOf, unmarkStale } from './in-review.ts';
import { notePlace, placeFilter } from './places.ts';
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

export function readRows(
  connection: Connection,
  { shop, kind, after, places, limit }: RowsQuery,
): StoredRow[] {
  const of = placeFilter(places);
  return connection
    .all<RowRecord>(
      `${columns} AND d.id > ?${of.where} ORDER BY d.id LIMIT ?`,
      shop,
      kind,
      after ?? '',
      ...of.values,
      limit,
    )
    .map((record) => toRow(shop, kind, record));
}

export function readRow(connection: Connection, { shop, kind, id }: DocumentName): StoredRow | undefined {
  const record = connection.get<RowRecord>(`${columns} AND d.id = ?`, shop, kind, id);
  return record && toRow(shop, kind, record);
}

/** A row that fails its checksum is as good as none: it is made again from the document. */
function toRow(shop: ShopId, kind: KindName, { id, head, json, seq, crc }: RowRecord): StoredRow {
  const sound = json !== null && seq !== null && rowSum({ shop, kind, id }, seq, json) === crc;
  return sound ? { id, row: json, stale: seq < head, head } : { id, row: null, stale: true, head };
}

export function saveRow(
  connection: Connection,
  name: DocumentName,
  row: string,
  upTo: Seq,
  take: () => Seq,
): void {
  const document = findDocument(connection, name);
  if (!document) return;
  assert(upTo <= document.head, 'a row is of an entry that is stored');
  putRow(connection, document.n, name, { row, upTo, take });
}

/** A row of the entry `upTo`. */
export interface PutRow {
  readonly row: string;
  readonly upTo: Seq;
  /** The next number of the shop, where the row says that its record is somewhere else. */
  readonly take: () => Seq;
  /** Whoever wrote the entry, where that is known. */
  readonly author?: string;
  /** Nobody saw the record before. */
  readonly isNew?: boolean;
}

/**
 * Keeps the row unless a newer one is there. One of the same entry is replaced: the schema may have changed. So is
 * one that claims to be of an entry still to come: its number was damaged.
 */
export function putRow(
  connection: Connection,
  n: number,
  name: DocumentName,
  { row, upTo, take, author, isNew = false }: PutRow,
): void {
  const put = connection.run(
    `INSERT INTO projected (document, seq, json, crc, review) VALUES (?1, ?2, ?3, ?4, ${reviewOf('?3')})
     ON CONFLICT DO UPDATE SET seq = excluded.seq, json = excluded.json, crc = excluded.crc, review = excluded.review
     WHERE excluded.seq >= projected.seq
       OR projected.seq > (SELECT head FROM documents WHERE documents.n = excluded.document)`,
    n,
    upTo,
    row,
    rowSum(name, upTo, row),
  );
  if (put === 1) {
    const said = { n, name, json: row, isNew, ...(author !== undefined && { author }) };
    notePlace(connection, said, take);
  }
  unmarkStale(connection, n, upTo);
}
