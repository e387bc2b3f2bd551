/**
 * Folding a document's entries into a snapshot, in one transaction: it replaces just the snapshot that its maker
 * had read, and takes away just the entries that it contains (rule STORE-6). Whatever else happened meanwhile,
 * an entry above `upTo` or another compaction, stays as it is.
 */
import { assert } from '../../shared/lib/assert.ts';
import { snapshotSum } from './checksum.ts';
import type { Connection } from './connection.ts';
import { boundHistory, putChange } from './history.ts';
import { pack } from './packing.ts';
import { findDocument } from './read-document.ts';
import { putRow } from './rows.ts';
import type { DocumentName, Seq, Snapshot } from './store.ts';

export function compact(
  connection: Connection,
  name: DocumentName,
  { state, upTo, replaces, row, history = [], reached = [], givesUp = false }: Snapshot,
  take: () => Seq,
): 'compacted' | 'stale' {
  const document = findDocument(connection, name);
  if (!document || document.snapshot !== replaces) return 'stale';
  assert(replaces <= upTo && upTo <= document.head, 'a snapshot contains what was stored and nothing else');

  // Deleting first lets a store that is full use the room for the snapshot.
  connection.run('DELETE FROM log WHERE document = ? AND seq <= ?', document.n, upTo);
  connection.run('DELETE FROM snapshots WHERE document = ?', document.n);
  const { packing, bytes } = pack(state);
  connection.run(
    'INSERT INTO snapshots (document, seq, packing, bytes, crc) VALUES (?, ?, ?, ?, ?)',
    document.n,
    upTo,
    packing,
    bytes,
    snapshotSum(name, upTo, packing, bytes),
  );
  connection.run('UPDATE documents SET snapshot = ? WHERE n = ?', upTo, document.n);
  if (document.damaged) heal(connection, document.n, upTo);
  putRow(connection, document.n, name, { row, upTo, take });
  for (const change of history) putChange(connection, document.n, name, change);
  for (const { client, clock } of reached) {
    connection.run(
      'UPDATE claims SET reach = ?1 WHERE document = ?2 AND client = ?3 AND (?4 OR reach IS NULL)',
      clock,
      document.n,
      client,
      givesUp ? 1 : 0,
    );
  }
  boundHistory(connection, document.n);
  return 'compacted';
}

/** Damage up to the snapshot is over; the rows that were moved aside stay for whoever wants to look at them. */
function heal(connection: Connection, n: number, upTo: number): void {
  connection.run('UPDATE quarantined SET healed = 1 WHERE document = ? AND seq <= ?', n, upTo);
  connection.run(
    `UPDATE documents SET damaged = EXISTS (SELECT 1 FROM quarantined WHERE document = ?1 AND healed = 0)
     WHERE n = ?1`,
    n,
  );
}
