/**
 * The bridge's state in an SQLite file of its own (docs/decisions/0025-the-bridges-state.md): one transaction a step, synced
 * when it ends. What is only ever read whole is kept as JSON.
 */
import type { EntityId, EntityName, KindName } from '../../../shared/lib/ids.ts';
import { Connection } from '../../store/connection.ts';
import { erasedLink } from './bridge-state.ts';
import type {
  BridgeState,
  DeadLetter,
  Intent,
  Link,
  MessageLink,
  Outgoing,
  Step,
  Waiting,
} from './bridge-state.ts';

const tables = `
  CREATE TABLE IF NOT EXISTS links (
    kind TEXT NOT NULL, id TEXT NOT NULL, legacy TEXT, known TEXT, gone TEXT,
    listed INTEGER NOT NULL, read INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS links_legacy ON links (kind, legacy) WHERE legacy IS NOT NULL;
  CREATE INDEX IF NOT EXISTS links_known ON links (kind, known) WHERE known IS NOT NULL;
  CREATE INDEX IF NOT EXISTS links_listed ON links (kind, listed) WHERE legacy IS NOT NULL AND gone IS NULL;
  CREATE INDEX IF NOT EXISTS links_read ON links (kind, read) WHERE legacy IS NOT NULL AND gone IS NULL;
  CREATE TABLE IF NOT EXISTS messages (
    ticket TEXT NOT NULL, entry TEXT NOT NULL, legacy TEXT NOT NULL,
    PRIMARY KEY (ticket, entry), UNIQUE (ticket, legacy)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS letGo (
    ticket TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (ticket, entry)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outgoing (
    kind TEXT NOT NULL, id TEXT NOT NULL, head INTEGER NOT NULL, tries INTEGER NOT NULL,
    notBefore INTEGER NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS outgoing_due ON outgoing (kind, since, id);
  CREATE TABLE IF NOT EXISTS intents (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, does TEXT NOT NULL, body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS intents_of ON intents (kind, id);
  CREATE TABLE IF NOT EXISTS dead (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT, at INTEGER NOT NULL, body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS dead_of ON dead (kind, id);
  CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

interface LinkRow {
  readonly body: string;
  readonly listed: number;
  readonly read: number;
}

export class SqliteBridgeState implements BridgeState {
  readonly #connection: Connection;

  /** Makes the file where it is not there yet. */
  constructor(file: string) {
    this.#connection = new Connection({ file, mode: 'write', busyTimeout: 5_000 });
    this.#connection.exec(tables);
  }

  commit(step: Step): Promise<void> {
    return attempt(() => this.#connection.transaction('write', () => this.#write(step)));
  }

  link({ kind, id }: EntityName): Promise<Link | undefined> {
    return attempt(() => this.#links('kind = ? AND id = ?', kind, id)[0]);
  }

  byLegacy(kind: KindName, legacy: string): Promise<Link | undefined> {
    return attempt(() => this.#links('kind = ? AND legacy = ?', kind, legacy)[0]);
  }

  byKnown(kind: KindName, known: string): Promise<readonly Link[]> {
    return attempt(() => this.#links('kind = ? AND known = ? ORDER BY id', kind, known));
  }

  unlisted(kind: KindName, listing: number, limit: number): Promise<readonly Link[]> {
    const there = 'legacy IS NOT NULL AND gone IS NULL';
    return attempt(() =>
      this.#links(`kind = ? AND ${there} AND listed < ? ORDER BY id LIMIT ?`, kind, listing, limit),
    );
  }

  stale(kind: KindName, before: number, limit: number): Promise<readonly Link[]> {
    const there = 'legacy IS NOT NULL AND gone IS NULL';
    return attempt(() =>
      this.#links(`kind = ? AND ${there} AND read < ? ORDER BY read, id LIMIT ?`, kind, before, limit),
    );
  }

  links(kind: KindName, after: string, limit: number): Promise<readonly Link[]> {
    return attempt(() => this.#links('kind = ? AND id > ? ORDER BY id LIMIT ?', kind, after, limit));
  }

  messages(ticket: EntityId): Promise<readonly MessageLink[]> {
    return attempt(() =>
      this.#connection.all<MessageLink>(
        'SELECT ticket, entry, legacy FROM messages WHERE ticket = ?',
        ticket,
      ),
    );
  }

  letGo(ticket: EntityId): Promise<readonly string[]> {
    return attempt(() =>
      this.#connection
        .all<{ entry: string }>('SELECT entry FROM letGo WHERE ticket = ? ORDER BY entry', ticket)
        .map(({ entry }) => entry),
    );
  }

  due(kind: KindName, now: number, limit: number): Promise<readonly Outgoing[]> {
    return attempt(() =>
      this.#connection.all<Outgoing>(
        'SELECT * FROM outgoing WHERE kind = ? AND notBefore <= ? ORDER BY since, id LIMIT ?',
        kind,
        now,
        limit,
      ),
    );
  }

  outgoing({ kind, id }: EntityName): Promise<Outgoing | undefined> {
    return attempt(() =>
      this.#connection.get<Outgoing>('SELECT * FROM outgoing WHERE kind = ? AND id = ?', kind, id),
    );
  }

  waiting(): Promise<Waiting> {
    return attempt(() => {
      const found = this.#connection.get<{
        count: number;
        next: number | null;
        since: number | null;
        letters: number;
      }>(
        `SELECT count(*) AS count, min(notBefore) AS next, min(since) AS since,
           (SELECT count(*) FROM dead) AS letters
         FROM outgoing`,
      );
      return {
        count: found?.count ?? 0,
        next: found?.next ?? undefined,
        since: found?.since ?? undefined,
        deadLetters: found?.letters ?? 0,
      };
    });
  }

  intents(name?: EntityName): Promise<readonly Intent[]> {
    return attempt(() =>
      name
        ? this.#bodies<Intent>(
            'SELECT body FROM intents WHERE kind = ? AND id = ? ORDER BY key',
            name.kind,
            name.id,
          )
        : this.#bodies<Intent>('SELECT body FROM intents ORDER BY key'),
    );
  }

  creations(kind: KindName): Promise<readonly Intent[]> {
    const query = `SELECT body FROM intents WHERE kind = ? AND does = 'create' ORDER BY key`;
    return attempt(() => this.#bodies<Intent>(query, kind));
  }

  deadLetters(name?: EntityName): Promise<readonly DeadLetter[]> {
    return attempt(() =>
      name
        ? this.#bodies<DeadLetter>(
            'SELECT body FROM dead WHERE kind = ? AND id = ? ORDER BY at, key',
            name.kind,
            name.id,
          )
        : this.#bodies<DeadLetter>('SELECT body FROM dead ORDER BY at, key'),
    );
  }

  cursor(name: string): Promise<string | undefined> {
    return attempt(
      () => this.#connection.get<{ value: string }>('SELECT value FROM cursors WHERE name = ?', name)?.value,
    );
  }

  forget(names: readonly EntityName[]): Promise<void> {
    return attempt(() => {
      this.#connection.transaction('write', () => {
        for (const { kind, id } of names) {
          const [link] = this.#links('kind = ? AND id = ?', kind, id);
          if (link) this.#putLink(erasedLink(link));
          for (const table of ['outgoing', 'intents', 'dead'])
            this.#connection.run(`DELETE FROM ${table} WHERE kind = ? AND id = ?`, kind, id);
          for (const table of ['messages', 'letGo'])
            this.#connection.run(`DELETE FROM ${table} WHERE ticket = ?`, id);
          const ofTheirs = `DELETE FROM dead WHERE kind = ? AND json_extract(body, '$.legacy') = ?`;
          if (link?.legacy) this.#connection.run(ofTheirs, kind, link.legacy);
        }
      });
      // Written anew, so that no free page keeps what was let go of.
      this.#connection.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
    });
  }

  close(): Promise<void> {
    return attempt(() => this.#connection.close());
  }

  #write(step: Step): void {
    for (const link of step.links ?? []) this.#putLink(link);
    const { listed } = step;
    for (const legacy of listed?.legacy ?? []) {
      const query = 'UPDATE links SET listed = ? WHERE kind = ? AND legacy = ?';
      this.#connection.run(query, listed?.listing ?? 0, listed?.kind ?? '', legacy);
    }
    for (const { ticket, entry, legacy } of step.messages ?? [])
      this.#connection.run('INSERT OR REPLACE INTO messages VALUES (?, ?, ?)', ticket, entry, legacy);
    for (const { ticket, entry } of step.letGo ?? [])
      this.#connection.run('INSERT OR REPLACE INTO letGo VALUES (?, ?)', ticket, entry);
    for (const { kind, id, head, tries, notBefore, since } of step.outgoing ?? []) {
      const query = 'INSERT OR REPLACE INTO outgoing VALUES (?, ?, ?, ?, ?, ?)';
      this.#connection.run(query, kind, id, head, tries, notBefore, since);
    }
    for (const { kind, id } of step.sent ?? [])
      this.#connection.run('DELETE FROM outgoing WHERE kind = ? AND id = ?', kind, id);
    for (const intent of step.intents ?? []) {
      const { key, kind, id, what } = intent;
      const query = 'INSERT OR REPLACE INTO intents VALUES (?, ?, ?, ?, ?)';
      this.#connection.run(query, key, kind, id, what.do, JSON.stringify(intent));
    }
    for (const key of step.ended ?? []) this.#connection.run('DELETE FROM intents WHERE key = ?', key);
    for (const letter of step.dead ?? []) {
      const { key, kind, id, at } = letter;
      const query = 'INSERT OR REPLACE INTO dead VALUES (?, ?, ?, ?, ?)';
      this.#connection.run(query, key, kind, id, at, JSON.stringify(letter));
    }
    for (const key of step.revived ?? []) this.#connection.run('DELETE FROM dead WHERE key = ?', key);
    for (const [name, value] of Object.entries(step.cursors ?? {}))
      this.#connection.run('INSERT OR REPLACE INTO cursors VALUES (?, ?)', name, value);
  }

  #putLink(link: Link): void {
    const { kind, id, legacy, known, gone, listed, read } = link;
    const query = 'INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    this.#connection.run(query, kind, id, legacy, known, gone, listed, read, JSON.stringify(link));
  }

  #links(where: string, ...values: (string | number)[]): Link[] {
    return this.#connection
      .all<LinkRow>(`SELECT body, listed, read FROM links WHERE ${where}`, ...values)
      .map(({ body, listed, read }) => ({ ...(JSON.parse(body) as Link), listed, read }));
  }

  #bodies<T>(query: string, ...values: string[]): T[] {
    return this.#connection.all<{ body: string }>(query, ...values).map(({ body }) => JSON.parse(body) as T);
  }
}

/** What throws is a promise that rejects, as with a port that is elsewhere. */
function attempt<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
