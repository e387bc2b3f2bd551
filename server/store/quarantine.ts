/**
 * Moves what cannot be believed out of the way: damaged rows go to the quarantine table as they were found, what is
 * missing is noted there, and the document is marked until a compaction heals it (rules STORE-4, STORE-5).
 *
 * The writer looks for itself, in its own transaction, instead of trusting what a reader saw a moment ago: the
 * row may have been folded away since.
 */
import type { Connection } from './connection.ts';
import { findDocument, inspect, knownDamage } from './read-document.ts';
import type { DocumentName } from './store.ts';

export function quarantine(connection: Connection, name: DocumentName): void {
  const record = findDocument(connection, name);
  if (!record) return;
  const known = new Set(knownDamage(connection, record.n).map(({ what, seq }) => `${what} ${seq}`));
  for (const { kind, what, seq } of inspect(connection, record, name).damage) {
    if (known.has(`${what} ${seq}`)) continue;
    if (kind === 'missing') {
      connection.run(
        'INSERT INTO quarantined (document, what, kind, seq) VALUES (?, ?, ?, ?)',
        record.n,
        what,
        kind,
        seq,
      );
    } else moveAside(connection, record.n, what, seq);
    connection.run('UPDATE documents SET damaged = 1 WHERE n = ?', record.n);
  }
}

function moveAside(connection: Connection, n: number, what: 'log' | 'snapshot', seq: number): void {
  if (what === 'log') {
    connection.run(
      `INSERT INTO quarantined (document, what, kind, seq, prev, bytes, author, at, through, crc)
       SELECT document, 'log', 'checksum', seq, prev, bytes, author, at, through, crc FROM log
       WHERE document = ? AND seq = ?`,
      n,
      seq,
    );
    connection.run('DELETE FROM log WHERE document = ? AND seq = ?', n, seq);
    return;
  }
  // The number in the row may be what is wrong with it; the document's own record says which snapshot it was.
  connection.run(
    `INSERT INTO quarantined (document, what, kind, seq, packing, bytes, crc)
     SELECT document, 'snapshot', 'checksum', ?, packing, bytes, crc FROM snapshots WHERE document = ?`,
    seq,
    n,
  );
  connection.run('DELETE FROM snapshots WHERE document = ?', n);
}
