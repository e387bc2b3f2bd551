/**
 * One SQLite connection with its prepared statements and its pragmas. Owns how a transaction begins and ends;
 * does not know what the tables mean.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { valuesSum } from './checksum.ts';

export interface ConnectionOptions {
  readonly file: string;
  readonly mode: 'write' | 'read';
  /** How long to wait for another process's write to end, in milliseconds. */
  readonly busyTimeout: number;
  /** The largest the file may grow, in pages of 4 KB. */
  readonly maxPages?: number;
}

/**
 * Moving pages from the log into the file costs the commit that does it some milliseconds, two fsyncs among them, whoever waits for
 * it: sixteen times as rarely as is usual, and a page that many commits wrote is moved once. In pages; the log stays below 64 MB.
 */
export const usualCheckpoint = 16_000;

/** Of the file, in bytes: what is beyond it is read piece by piece. */
const mapped = 2 ** 30;

export class Connection {
  readonly file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor({ file, mode, busyTimeout, maxPages }: ConnectionOptions) {
    this.file = file;
    this.#database = new DatabaseSync(file, {
      readOnly: mode === 'read',
      timeout: busyTimeout,
      enableForeignKeyConstraints: true,
    });
    this.#database.function('values_sum', { deterministic: true, varargs: true }, valuesSum);
    this.exec('PRAGMA temp_store = MEMORY;');
    if (mode === 'read') {
      // The system has the file in its own memory; what SQLite keeps beside it is for what is in the log still (decision 35).
      this.exec(`PRAGMA mmap_size = ${mapped}; PRAGMA cache_size = -8192;`);
      return;
    }
    this.exec('PRAGMA cache_size = -65536;');
    // FULL, not NORMAL: in the WAL mode only FULL syncs the log at each commit, and an acknowledgement is that sync.
    this.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;');
    // What is deleted is overwritten wherever that costs no further page: a destroyed secret does not lie around.
    this.exec('PRAGMA secure_delete = FAST');
    this.exec(`PRAGMA wal_autocheckpoint = ${usualCheckpoint}`);
    if (maxPages !== undefined) this.exec(`PRAGMA max_page_count = ${maxPages}`);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  get<T>(sql: string, ...values: SQLInputValue[]): Readonly<T> | undefined {
    return this.#statement(sql).get(...values) as Readonly<T> | undefined;
  }

  all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  /** Rows one by one. Leave the loop to stop reading; do not run the same statement inside of it. */
  each<T>(sql: string, ...values: SQLInputValue[]): Iterable<T> {
    return this.#statement(sql).iterate(...values) as Iterable<T>;
  }

  /** Runs a statement that changes something and answers how many rows it touched. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** `read` sees one moment of the store throughout; `write` takes the only write lock at its beginning. */
  transaction<T>(mode: 'read' | 'write', work: () => T): T {
    this.run(mode === 'read' ? 'BEGIN' : 'BEGIN IMMEDIATE');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (this.#database.isTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
