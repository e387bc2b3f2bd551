/**
 * The history of records as a table: who changed what, kept apart from the bytes, so that it outlives a compaction
 * (rules STORE-16 and STORE-17). An entry that fails its checksum is not handed out, and is counted as lost.
 */
import type { Author } from '../../shared/lib/ids.ts';
import { changeSum } from './checksum.ts';
import type { Connection } from './connection.ts';
import { doorNamed, readDocument, findDocument } from './read-document.ts';
import type { DocumentName, HistoryQuery, Seq, StoredChange, StoredHistory } from './store.ts';

/** What the history of one record may hold, in bytes; the oldest entries go first. */
export const maxHistory = 8 * 1024 * 1024;
/** Entries that are forgotten in one transaction. */
const forgottenAtOnce = 1_000;

export function putChange(connection: Connection, n: number, name: DocumentName, change: StoredChange): void {
  const { version, part, at, author, through, changes } = change;
  connection.run(
    `INSERT INTO history (document, version, part, at, author, through, changes, crc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    n,
    version,
    part,
    at,
    author,
    through,
    changes,
    changeSum(name, change),
  );
}

interface ChangeRecord {
  readonly version: Seq;
  readonly part: number;
  readonly at: number;
  readonly author: Author;
  readonly through: string;
  readonly changes: string;
  readonly crc: number;
}

const columns = 'SELECT version, part, at, author, through, changes, crc FROM history WHERE document = ?';
const newestFirst = 'ORDER BY version DESC, part DESC';

export function readHistory(
  connection: Connection,
  query: HistoryQuery,
): { history: StoredHistory | undefined; alarm: boolean } {
  const { name } = query;
  const record = findDocument(connection, name);
  const { document, alarm } = readDocument(connection, name);
  if (!record || !document) return { history: undefined, alarm };
  const { found, more } = select(connection, record.n, query);
  const entries: StoredChange[] = [];
  for (const { crc, ...change } of found) {
    if (changeSum(name, change) === crc) entries.push({ ...change, through: doorNamed(change.through) });
  }
  return { history: { document, entries, more, lost: found.length - entries.length }, alarm };
}

function select(
  connection: Connection,
  n: number,
  query: HistoryQuery,
): { readonly found: readonly ChangeRecord[]; readonly more: boolean } {
  if ('since' in query) {
    const found = connection.all<ChangeRecord>(`${columns} AND at > ? ${newestFirst}`, n, query.since);
    return { found, more: exists(connection, 'at', n, query.since) };
  }
  if ('after' in query) {
    const found = connection.all<ChangeRecord>(`${columns} AND version > ? ${newestFirst}`, n, query.after);
    return { found, more: exists(connection, 'version', n, query.after) };
  }
  const { version, part } = query.before ?? { version: Number.MAX_SAFE_INTEGER, part: 0 };
  const found = connection.all<ChangeRecord>(
    `${columns} AND (version, part) < (?, ?) ${newestFirst} LIMIT ?`,
    n,
    version,
    part,
    query.limit + 1,
  );
  return { found: found.slice(0, query.limit), more: found.length > query.limit };
}

/** Whether there is anything up to and with a place. */
const exists = (connection: Connection, column: 'at' | 'version', n: number, upTo: number): boolean =>
  connection.get(`SELECT 1 FROM history WHERE document = ? AND ${column} <= ? LIMIT 1`, n, upTo) !==
  undefined;

/** Takes the oldest entries of a document away when it has more than its share. */
export function boundHistory(connection: Connection, n: number, most = maxHistory): void {
  const held = connection.get<{ bytes: number | null }>(
    'SELECT sum(octet_length(changes)) AS bytes FROM history WHERE document = ?',
    n,
  );
  if ((held?.bytes ?? 0) <= most) return;
  connection.run(
    `DELETE FROM history WHERE document = ?1 AND (version, part) IN (
       SELECT version, part FROM (
         SELECT version, part, sum(octet_length(changes)) OVER (${newestFirst}) AS bytes
         FROM history WHERE document = ?1
       ) WHERE bytes > ?2
     )`,
    n,
    most,
  );
}

export const forgetHistory = (connection: Connection, before: number): number =>
  connection.run(
    `DELETE FROM history WHERE (document, version, part) IN (
       SELECT document, version, part FROM history WHERE at < ? ORDER BY at LIMIT ${forgottenAtOnce}
     )`,
    before,
  );
