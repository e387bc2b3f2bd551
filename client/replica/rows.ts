/**
 * What lists, search and badges read: the rows of every kind in memory, loaded from the vault little by little, kept
 * fresh by catching up, open documents and other tabs. Never waits for the network and never opens a document.
 */
import { parseEntityKey, entityKey, type EntityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Row } from '../../shared/document/types.ts';
import type { Value } from '../../shared/schema/field.ts';
import { Listeners } from './listeners.ts';
import { isOfKinds } from './of-kinds.ts';
import { queryWords } from './fold-text.ts';
import type {
  CountQuery,
  ReferringQuery,
  RowQuery,
  RowsFound,
  SearchQuery,
  SearchResult,
} from './queries.ts';
import { KindRows, newestFirst } from './rows/kind-rows.ts';
import { isHidden, referredKind } from './rows/matches.ts';
import { References, referencesOf } from './rows/references.ts';
import { hasWords, scan } from './search/scan.ts';
import type { RowPosition, StoredRow, Vault } from './vault.ts';

export interface ListedRow {
  readonly name: EntityKey;
  readonly row: Row;
}

const firstScreenful = 100;
const chunk = 1_000;

export class Rows {
  readonly #time: Time;
  readonly #kinds = new Map<string, KindRows>();
  readonly #references = new References();
  readonly #listeners = new Map<string, Listeners>();
  /** Rows of any kind changed. */
  readonly anyChanged = new Listeners();
  #withheld: readonly string[] = [];
  #loaded = false;
  #stopped = false;

  constructor(time: Time) {
    this.#time = time;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  query({ kind, text = '', sort = newestFirst, limit, offset = 0, ...filter }: RowQuery): RowsFound {
    const rows = this.#kinds.get(kind);
    if (!rows) return { rows: [], total: 0 };
    const words = queryWords(text);
    if (words.length === 0) return rows.list(filter, sort, offset, limit);
    const found = rows
      .sorted(filter, sort)
      .items()
      .filter(({ row }) => hasWords(row, words));
    return { rows: found.slice(offset, offset + limit).map(({ row }) => row), total: found.length };
  }

  counts({ kind, field, ...filter }: CountQuery): ReadonlyMap<Value, number> {
    return this.#kinds.get(kind)?.count(field, filter) ?? new Map<Value, number>();
  }

  referring({ kind, field, id, includeDeleted = false }: ReferringQuery): readonly Row[] {
    return this.#references
      .to(kind, field, id)
      .flatMap((name) => this.#kinds.get(kind)?.get(name) ?? [])
      .filter((row) => includeDeleted || !isHidden(row))
      .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
  }

  search(query: SearchQuery): SearchResult {
    return { groups: scan(this.#kinds, query), complete: this.#loaded };
  }

  get(name: EntityName): Row | undefined {
    return this.#kinds.get(name.kind)?.get(entityKey(name));
  }

  subscribe(kind: string, changed: () => void): () => void {
    let listeners = this.#listeners.get(kind);
    if (!listeners) this.#listeners.set(kind, (listeners = new Listeners()));
    return listeners.subscribe(changed);
  }

  put(rows: readonly ListedRow[]): void {
    const byKind = new Map<string, Map<EntityKey, Row>>();
    for (const { name, row } of rows) {
      if (isOfKinds(name, this.#withheld)) continue;
      const some = byKind.get(row.kind);
      if (some) some.set(name, row);
      else byKind.set(row.kind, new Map([[name, row]]));
    }
    for (const [kind, some] of byKind) this.#putOfKind(kind, some);
    for (const kind of this.#movedBy(byKind)) this.#listeners.get(kind)?.emit();
    this.anyChanged.emit();
  }

  /** From now on there are no rows of these kinds, whatever is put. Answers the kinds that may be shown again. */
  withhold(kinds: readonly string[]): readonly string[] {
    const shownAgain = this.#withheld.filter((kind) => !kinds.includes(kind));
    this.#withheld = kinds;
    const gone = new Map<string, ReadonlyMap<EntityKey, Row>>();
    for (const kind of kinds) {
      const rows = this.#kinds.get(kind)?.all();
      if (!rows) continue;
      this.#kinds.delete(kind);
      for (const [name, row] of rows) this.#references.moved(name, row, undefined);
      gone.set(kind, rows);
    }
    if (gone.size === 0) return shownAgain;
    for (const kind of this.#movedBy(gone)) this.#listeners.get(kind)?.emit();
    this.anyChanged.emit();
    return shownAgain;
  }

  #putOfKind(kind: string, rows: ReadonlyMap<EntityKey, Row>): void {
    const all = this.#kind(kind);
    for (const [name, row] of rows) this.#references.moved(name, all.get(name), row);
    all.put(rows);
  }

  /** The kinds whose lists may look different: those of the rows, and those whose filters look at them. */
  #movedBy(changed: ReadonlyMap<string, ReadonlyMap<EntityKey, Row>>): ReadonlySet<string> {
    const moved = new Set(changed.keys());
    for (const [kind, rows] of this.#kinds) {
      for (const field of referencesOf(kind)) {
        const to = changed.get(referredKind(kind, field) ?? '');
        if (!to || !rows.dependsOn(field)) continue;
        const names = [...to.values()].flatMap(({ id }) => this.#references.to(kind, field, id));
        rows.moved(field, names);
        if (names.length > 0) moved.add(kind);
      }
    }
    return moved;
  }

  /** Records of which nothing is left: ones that nobody else ever saw. */
  remove(names: readonly EntityKey[]): void {
    const byKind = new Map<string, Map<EntityKey, Row>>();
    for (const name of new Set(names)) {
      const kind = name.slice(0, name.indexOf('/'));
      const row = this.#kinds.get(kind)?.get(name);
      if (!row) continue;
      this.#references.moved(name, row, undefined);
      byKind.set(kind, (byKind.get(kind) ?? new Map<EntityKey, Row>()).set(name, row));
    }
    for (const [kind, some] of byKind) this.#kinds.get(kind)?.remove([...some.keys()]);
    for (const kind of this.#movedBy(byKind)) this.#listeners.get(kind)?.emit();
    this.anyChanged.emit();
  }

  putStored(rows: readonly StoredRow[]): void {
    this.put(rows.flatMap((stored) => readRow(stored) ?? []));
  }

  /**
   * Fills the lists from the vault, a screenful of each kind first. A row that is there already is newer and stays.
   * Answers the names whose stored row cannot be read.
   */
  async load(vault: Vault): Promise<readonly EntityKey[]> {
    const broken = await this.loadKinds(vault, await vault.rowKinds());
    this.#loaded = true;
    for (const listeners of this.#listeners.values()) listeners.emit();
    this.anyChanged.emit();
    return broken;
  }

  /** The same for some kinds, such as those that were withheld until now. */
  async loadKinds(vault: Vault, kinds: readonly string[]): Promise<readonly EntityKey[]> {
    const broken: EntityKey[] = [];
    const places = new Map<string, RowPosition | undefined>();
    const step = async (kind: string, limit: number): Promise<boolean> => {
      const stored = await vault.rows(kind, places.get(kind), limit);
      const last = stored.at(-1);
      places.set(kind, last);
      const fresh: ListedRow[] = [];
      for (const line of stored) {
        const listed = readRow(line);
        if (!listed) broken.push(line.name);
        else if (!this.#kinds.get(kind)?.get(line.name)) fresh.push(listed);
      }
      this.put(fresh);
      return stored.length === limit;
    };
    const more: string[] = [];
    for (const kind of kinds) if (await step(kind, firstScreenful)) more.push(kind);
    for (const kind of more) {
      while (!this.#stopped && (await step(kind, chunk))) await this.#breathe();
    }
    return broken;
  }

  stop(): void {
    this.#stopped = true;
  }

  #kind(kind: string): KindRows {
    let rows = this.#kinds.get(kind);
    if (!rows) {
      rows = new KindRows(kind, {
        lookup: (of, id) => this.#kinds.get(of)?.get(`${of}/${id}` as EntityKey),
        referring: (field, id) =>
          referredKind(kind, field) === undefined ? undefined : this.#references.to(kind, field, id),
      });
      this.#kinds.set(kind, rows);
    }
    return rows;
  }

  #breathe(): Promise<void> {
    return new Promise((resolve) => {
      this.#time.after(0, resolve);
    });
  }
}

/** The row inside a stored line; undefined when it is not what was written. */
export function readRow({ name, json }: Pick<StoredRow, 'name' | 'json'>): ListedRow | undefined {
  try {
    const row: unknown = JSON.parse(json);
    return isRow(row) && parseEntityKey(name) ? { name, row } : undefined;
  } catch {
    return undefined;
  }
}

export const storedRow = (name: EntityKey, row: Row): StoredRow => ({
  name,
  kind: row.kind,
  id: row.id,
  at: row.at,
  json: JSON.stringify(row),
});

function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id, at, deleted, review, fields } = value as Partial<Record<keyof Row, unknown>>;
  return (
    typeof kind === 'string' &&
    typeof id === 'string' &&
    Number.isFinite(at) &&
    typeof deleted === 'boolean' &&
    Array.isArray(review) &&
    typeof fields === 'object' &&
    fields !== null
  );
}
