/**
 * A table of an emulator's database, declared as data: its columns say what the row's type is and how it is created. Owns
 * reading and writing of whole rows by id; what a row means is said by the resources.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { must } from '../../../shared/lib/assert.ts';

export type ColumnType = 'text' | 'int' | 'real';
export type Columns = Readonly<Record<string, ColumnType>>;
type CellOf<T extends ColumnType> = T extends 'text' ? string | null : number | null;

/** What a column holds. */
export type Cell = string | number | null;
/** A stored row: its id, and a value or null for each column. */
export type RowOf<C extends Columns> = { id: string } & { [K in keyof C]: CellOf<C[K]> };

/** The one connection of an emulator, with its prepared statements. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly tables = new Map<string, Table<Columns>>();

  /** @param file a path, or `:memory:` */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    // What is lost with the machine is lost: the emulator is made anew from its seed.
    this.#database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;');
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  all<T>(sql: string, values: readonly SQLInputValue[] = []): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  run(sql: string, values: readonly SQLInputValue[] = []): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** All of `work` or, where it throws, nothing. It may not wait for anything. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN');
    try {
      const answer = work();
      this.exec('COMMIT');
      return answer;
    } catch (error) {
      this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#database.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }
}

export class Table<C extends Columns> {
  readonly name: string;
  readonly columns: C;
  readonly #database: Database;

  /** Creates it where it is not there yet, with an index on each of `indexed`. */
  constructor(database: Database, name: string, columns: C, indexed: readonly (keyof C & string)[] = []) {
    this.name = name;
    this.columns = columns;
    this.#database = database;
    const cells = Object.entries(columns).map(([column, type]) => `"${column}" ${type}`);
    // No "without rowid": ties of a listing are broken by the order in which rows were made.
    database.exec(`CREATE TABLE IF NOT EXISTS ${name} (${['id TEXT UNIQUE NOT NULL', ...cells].join(', ')})`);
    for (const column of indexed)
      database.exec(`CREATE INDEX IF NOT EXISTS ${name}_${column} ON ${name} ("${column}")`);
    database.tables.set(name, this);
  }

  get(id: string | null | undefined): RowOf<C> | undefined {
    return id === null || id === undefined ? undefined : this.find('id = ?', [id])[0];
  }

  /** Rows in the order in which they were made, unless `where` says another (it may end in ORDER BY and LIMIT). */
  find(where = '1', values: readonly SQLInputValue[] = []): RowOf<C>[] {
    const ordered = / order by /i.test(where) ? where : `${where} ORDER BY rowid`;
    return this.#database.all<RowOf<C>>(`SELECT * FROM ${this.name} WHERE ${ordered}`, values);
  }

  first(where: string, values: readonly SQLInputValue[] = []): RowOf<C> | undefined {
    return this.find(where, values)[0];
  }

  count(where = '1', values: readonly SQLInputValue[] = []): number {
    const [row] = this.#database.all<{ n: number }>(
      `SELECT count(*) AS n FROM ${this.name} WHERE ${where}`,
      values,
    );
    return must(row, 'a count').n;
  }

  insert(row: Partial<RowOf<C>> & { id: string }): RowOf<C> {
    const cells = ['id', ...Object.keys(this.columns)];
    const values = cells.map((cell) => (row as Record<string, Cell | undefined>)[cell] ?? null);
    const holes = cells.map(() => '?').join(', ');
    this.#database.run(
      `INSERT INTO ${this.name} (${cells.map((cell) => `"${cell}"`).join(', ')}) VALUES (${holes})`,
      values,
    );
    return must(this.get(row.id), 'the row that was just made');
  }

  /** @throws when there is no such row or column: a test that edits nothing would be green for nothing. */
  update(id: string, patch: Partial<RowOf<C>>): RowOf<C> {
    const cells = Object.keys(patch);
    for (const cell of cells)
      if (cell !== 'id' && !(cell in this.columns)) throw new Error(`${this.name} has no column ${cell}`);
    if (cells.length > 0) {
      const values = [...Object.values(patch as Record<string, Cell>), id];
      const set = cells.map((cell) => `"${cell}" = ?`).join(', ');
      const touched = this.#database.run(`UPDATE ${this.name} SET ${set} WHERE id = ?`, values);
      if (touched === 0) throw new Error(`${this.name} has no row ${id}`);
    }
    const after = (patch as Record<string, Cell | undefined>)['id'];
    return must(this.get(typeof after === 'string' ? after : id), `row ${id} of ${this.name}`);
  }

  /** Hard deletion. */
  remove(id: string): boolean {
    return this.#database.run(`DELETE FROM ${this.name} WHERE id = ?`, [id]) > 0;
  }
}
