/**
 * Reads a document's records and compares every checksum. Runs in the reader for `load` and `page`, and in the
 * writer when damage is moved aside. Changes nothing.
 */
import { doors, type Through } from '../../shared/document/history/change.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { entrySum, snapshotSum } from './checksum.ts';
import { joinChain, mergeDamage, type ChainEntry, type ChainSnapshot, type Joined } from './chain.ts';
import type { Connection } from './connection.ts';
import { unpack } from './packing.ts';
import type { Damage, DocumentName, Seq, StoredClaim, StoredDocument } from './store.ts';

export interface DocumentRecord {
  readonly n: number;
  readonly head: Seq;
  readonly snapshot: Seq;
  readonly damaged: number;
}

/** Undefined for one that was erased, too: of such a record nothing is there. */
export const findDocument = (
  connection: Connection,
  { shop, kind, id }: DocumentName,
): DocumentRecord | undefined =>
  connection.get<DocumentRecord>(
    `SELECT n, head, snapshot, damaged FROM documents
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND kind = ? AND id = ? AND erased = 0`,
    shop,
    kind,
    id,
  );

export interface EntryRecord {
  readonly seq: Seq;
  readonly prev: Seq;
  readonly bytes: Uint8Array;
  readonly author: Author;
  readonly at: number;
  readonly through: Through | '';
  readonly crc: number;
}

/** A door as it is written down; one that this version does not know is no secret, and no door of its. */
export const doorNamed = (text: string): Through => doors.find((door) => door === text) ?? 'unknown';

/** The entries above `after`, in log order. */
export const readEntries = (
  connection: Connection,
  n: number,
  name: DocumentName,
  after: Seq,
): readonly ChainEntry[] =>
  openEntries(
    name,
    connection.all<EntryRecord>(
      'SELECT seq, prev, bytes, author, at, through, crc FROM log WHERE document = ? AND seq > ? ORDER BY seq',
      n,
      after,
    ),
  );

export const openEntries = (name: DocumentName, records: readonly EntryRecord[]): readonly ChainEntry[] =>
  records.map((row) => ({
    seq: row.seq,
    prev: row.prev,
    author: row.author,
    at: row.at,
    through: doorNamed(row.through),
    update: row.bytes,
    sound: entrySum(name, row, row.bytes) === row.crc,
  }));

export interface SnapshotRecord {
  readonly seq: Seq;
  readonly packing: number;
  readonly bytes: Uint8Array;
  readonly crc: number;
}

export const readSnapshot = (connection: Connection, n: number, name: DocumentName): ChainSnapshot =>
  openSnapshot(
    name,
    connection.get<SnapshotRecord>('SELECT seq, packing, bytes, crc FROM snapshots WHERE document = ?', n),
  );

export function openSnapshot(name: DocumentName, record: SnapshotRecord | undefined): ChainSnapshot {
  if (!record) return { found: 'none' };
  const sound = snapshotSum(name, record.seq, record.packing, record.bytes) === record.crc;
  return sound ? { found: 'sound', state: unpack(record) } : { found: 'broken' };
}

/** What is readable of a document, and what is found to be lost now. */
export function inspect(connection: Connection, record: DocumentRecord, name: DocumentName): Joined {
  return joinChain({
    head: record.head,
    from: record.snapshot,
    snapshot: readSnapshot(connection, record.n, name),
    entries: readEntries(connection, record.n, name, record.snapshot),
  });
}

/** Damage that was found before and not healed by a compaction since. */
export const knownDamage = (connection: Connection, n: number): readonly Damage[] =>
  connection.all<Damage>(
    'SELECT kind, what, seq FROM quarantined WHERE document = ? AND healed = 0 ORDER BY seq',
    n,
  );

/** The document, and whether damage was found in it that is not known yet. */
export function readDocument(
  connection: Connection,
  name: DocumentName,
): { document: StoredDocument | undefined; alarm: boolean } {
  const record = findDocument(connection, name);
  if (!record) return { document: undefined, alarm: false };
  const { updates, marks, damage } = inspect(connection, record, name);
  const known = record.damaged ? knownDamage(connection, record.n) : [];
  const all = mergeDamage(known, damage);
  const claims = connection.all<StoredClaim>(
    'SELECT client, user, reach FROM claims WHERE document = ? ORDER BY client',
    record.n,
  );
  return {
    document: { updates, marks, head: record.head, snapshot: record.snapshot, claims, damage: all },
    alarm: all.length > known.length,
  };
}
