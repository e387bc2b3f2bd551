/**
 * Erasing records for good (rules STORE-25 and ERASE-3 to ERASE-5): every row that holds something of them goes, their names stay
 * as burnt, and what is kept for the books is written beside them, in one transaction. Then the file itself is written anew.
 */
import type { EntityId, EntityKey, EntityName, FileId, KindName, ShopId } from '../../shared/lib/ids.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Appending } from './append.ts';
import { isHeld } from './backup-file.ts';
import type { Connection } from './connection.ts';
import type { Erasure, Gone, StoredErasure, Unfinished } from './erasure-store.ts';
import { findDocument } from './read-document.ts';
import { placeFilter } from './places.ts';
import { watch } from './row-sums.ts';
import type { DocumentName, PageQuery, Seq } from './store.ts';

/** Every table whose rows are of one document. */
const ofDocument = [
  'log',
  'snapshots',
  'projected',
  'unprojected',
  'claims',
  'quarantined',
  'history',
  'facts',
  'secrets',
  'secret_events',
  'placed',
  'departures',
  'file_uses',
] as const;

/** Inside a transaction of its own. */
export function erase(connection: Connection, appending: Appending, erasure: Erasure): void {
  const { shop, subject, by, at, names, kept, files } = erasure;
  const { n } = must(
    connection.get<{ n: number }>('SELECT n FROM shops WHERE shop = ?', shop),
    'who is erased belongs to a shop that exists',
  );
  appending.check(kept);
  const noted = must(
    connection.get<{ n: number }>(
      `INSERT INTO erasures (shop, kind, id, by, at, records, kept, files)
       VALUES (?, ?, ?, ?, ?, '{}', ?, ?) RETURNING n`,
      n,
      subject.kind,
      subject.id,
      by,
      Math.trunc(at),
      kept.length,
      files.length,
    ),
    'what was noted has a number',
  );
  const counts = new Map<string, number>();
  let seq: Seq = 0;
  for (const { kind, id } of names) {
    const document = findDocument(connection, { shop, kind, id });
    if (!document) continue;
    for (const table of ofDocument) connection.run(`DELETE FROM ${table} WHERE document = ?`, document.n);
    connection.run('DELETE FROM refused WHERE shop = ? AND kind = ? AND entity = ?', n, kind, id);
    for (const table of ['operations', 'deliveries']) {
      connection.run(`DELETE FROM ${table} WHERE shop = ? AND kind = ? AND entity = ?`, n, kind, id);
    }
    connection.run('DELETE FROM due WHERE shop = ? AND kind = ? AND id = ?', n, kind, id);
    // In the place of its newest entry, so that whoever follows the log is told (rule ERASE-6).
    seq = appending.take(shop);
    // Where it was stays known, so that nobody hears of it now who could not see it; words that are no location go.
    connection.run(
      `UPDATE documents SET head = ?, snapshot = 0, damaged = 0, erased = ?,
         place = CASE WHEN place = '' OR place IN (SELECT id FROM locations WHERE shop = documents.shop)
           THEN place ELSE '@' END
       WHERE n = ?`,
      seq,
      noted.n,
      document.n,
    );
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (seq === 0 && files.length > 0) seq = appending.take(shop);
  for (const file of files) {
    connection.run(
      `INSERT INTO erased_files (shop, file, seq) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET seq = excluded.seq, removed = 0`,
      n,
      file,
      seq,
    );
  }
  connection.run(
    'UPDATE erasures SET records = ? WHERE n = ?',
    JSON.stringify(Object.fromEntries(counts)),
    noted.n,
  );
  connection.run(`INSERT INTO meta VALUES ('scrub', '1') ON CONFLICT DO UPDATE SET value = '1'`);
  appending.append(kept);
}

export const isErased = (connection: Connection, { shop, kind, id }: DocumentName): boolean =>
  connection.get(
    `SELECT 1 FROM documents
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND kind = ? AND id = ? AND erased > 0`,
    shop,
    kind,
    id,
  ) !== undefined;

interface ErasureRecord {
  readonly n: number;
  readonly kind: KindName;
  readonly id: EntityId;
  readonly by: string;
  readonly at: number;
  readonly records: string;
  readonly kept: number;
  readonly files: number;
}

export const readErasures = (connection: Connection, shop: ShopId): StoredErasure[] =>
  connection
    .all<ErasureRecord>(
      `SELECT n, kind, id, by, at, records, kept, files FROM erasures
       WHERE shop = (SELECT n FROM shops WHERE shop = ?) ORDER BY n DESC`,
      shop,
    )
    .map(({ kind, id, records, ...told }) => ({
      ...told,
      subject: { kind, id },
      records: JSON.parse(records) as Record<string, number>,
    }));

export const readErasedFor = (connection: Connection, shop: ShopId, { kind, id }: EntityName): EntityKey[] =>
  connection
    .all<{ kind: KindName; id: EntityId }>(
      `SELECT d.kind, d.id FROM erasures e JOIN documents d ON d.shop = e.shop AND d.erased = e.n
       WHERE e.shop = (SELECT n FROM shops WHERE shop = ?) AND e.kind = ? AND e.id = ? AND d.erased > 0`,
      shop,
      kind,
      id,
    )
    .map((name) => entityKey(name));

/** What was erased above `after` and up to `upTo`, in the log of the shop with that number; undefined when nothing was. */
export function readGone(
  connection: Connection,
  shop: number,
  after: Seq,
  upTo: Seq,
  { without = [], places }: Pick<PageQuery, 'without' | 'places'>,
): Gone | undefined {
  const of = placeFilter(places);
  const names = connection
    .all<{ kind: KindName; id: EntityId }>(
      `SELECT d.kind, d.id FROM documents d INDEXED BY documents_erased
       WHERE d.shop = ? AND d.erased > 0 AND d.head > ? AND d.head <= ?${of.where} ORDER BY d.head`,
      shop,
      after,
      upTo,
      ...of.values,
    )
    .filter(({ kind }) => !without.includes(kind))
    .map((name): EntityKey => entityKey(name));
  const files = connection
    .all<{ file: FileId }>(
      'SELECT file FROM erased_files WHERE shop = ? AND seq > ? AND seq <= ? ORDER BY seq, file',
      shop,
      after,
      upTo,
    )
    .map(({ file }) => file);
  return names.length + files.length > 0 ? { names, files } : undefined;
}

export function readUnfinished(connection: Connection): Unfinished {
  const files = connection.all<{ shop: ShopId; id: FileId }>(
    `SELECT s.shop, f.file AS id FROM erased_files f JOIN shops s ON s.n = f.shop WHERE f.removed = 0`,
  );
  return { files, scrub: isToBeScrubbed(connection) };
}

export function noteFileRemoved(connection: Connection, shop: ShopId, file: FileId): void {
  connection.run(
    'UPDATE erased_files SET removed = 1 WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND file = ?',
    shop,
    file,
  );
}

/**
 * Outside of any transaction: the file is written anew without free pages and without what lay in the slack of others, and
 * the write-ahead log is emptied. The note that it is to be done goes last, so that one that was cut short is done again.
 */
export function scrub(connection: Connection): boolean {
  if (!isToBeScrubbed(connection)) return true;
  if (isHeld(connection)) return false;
  // In memory it would take as much as the whole store. Saying so takes away what is temporary of the connection: its triggers.
  connection.exec('PRAGMA temp_store = FILE');
  try {
    connection.exec('VACUUM');
  } finally {
    connection.exec('PRAGMA temp_store = MEMORY');
    watch(connection);
  }
  const emptied = connection.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
  if (emptied?.busy !== 0) return false;
  connection.run(`DELETE FROM meta WHERE name = 'scrub'`);
  return true;
}

const isToBeScrubbed = (connection: Connection): boolean =>
  connection.get(`SELECT 1 FROM meta WHERE name = 'scrub'`) !== undefined;
