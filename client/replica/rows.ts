/**
 * What lists, search and badges read: the rows of every kind in memory, loaded from the vault little by little, kept
 * fresh by catching up, open documents and other tabs. Never waits for the network and never opens a document.
 */
import { parseEntityKey, entityKey, type EntityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Row } from '../../shared/document/types.ts';
import { Listeners } from './listeners.ts';
import { RowList, type ListedRow } from './row-list.ts';
import { rowText } from './row-text.ts';
import type { RowQuery } from './types.ts';
import type { RowPosition, StoredRow, Vault } from './vault.ts';

const firstScreenful = 100;
const chunk = 1_000;
const foldAtOnce = 250;

export class Rows {
  readonly #time: Time;
  readonly #lists = new Map<string, RowList>();
  readonly #listeners = new Map<string, Listeners>();
  #loaded = false;
  #stopped = false;

  constructor(time: Time) {
    this.#time = time;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  query({ kind, text = '', includeDeleted = false, limit, offset = 0 }: RowQuery) {
    return this.#lists.get(kind)?.query(text, includeDeleted, offset, limit) ?? { rows: [], total: 0 };
  }

  get(name: EntityName): Row | undefined {
    return this.#lists.get(name.kind)?.get(entityKey(name));
  }

  subscribe(kind: string, changed: () => void): () => void {
    let listeners = this.#listeners.get(kind);
    if (!listeners) this.#listeners.set(kind, (listeners = new Listeners()));
    return listeners.subscribe(changed);
  }

  put(rows: readonly ListedRow[]): void {
    const byKind = new Map<string, ListedRow[]>();
    for (const listed of rows) {
      const list = byKind.get(listed.row.kind);
      if (list) list.push(listed);
      else byKind.set(listed.row.kind, [listed]);
    }
    for (const [kind, some] of byKind) {
      this.#list(kind).put(some);
      this.#listeners.get(kind)?.emit();
    }
  }

  putStored(rows: readonly StoredRow[]): void {
    this.put(rows.flatMap((stored) => readRow(stored) ?? []));
  }

  /**
   * Fills the lists from the vault, a screenful of each kind first. A row that is there already is newer and stays.
   * Answers the names whose stored row cannot be read.
   */
  async load(vault: Vault): Promise<readonly EntityKey[]> {
    const broken: EntityKey[] = [];
    const kinds = await vault.rowKinds();
    const places = new Map<string, RowPosition | undefined>();
    const step = async (kind: string, limit: number): Promise<boolean> => {
      const stored = await vault.rows(kind, places.get(kind), limit);
      const last = stored.at(-1);
      places.set(kind, last);
      const fresh: ListedRow[] = [];
      for (const line of stored) {
        const listed = readRow(line);
        if (!listed) broken.push(line.name);
        else if (!this.#lists.get(kind)?.get(line.name)) fresh.push(listed);
      }
      this.put(fresh);
      return stored.length === limit;
    };
    const more: string[] = [];
    for (const kind of kinds) if (await step(kind, firstScreenful)) more.push(kind);
    for (const kind of more) {
      while (!this.#stopped && (await step(kind, chunk))) await this.#breathe();
    }
    this.#loaded = true;
    for (const listeners of this.#listeners.values()) listeners.emit();
    void this.#prepare();
    return broken;
  }

  stop(): void {
    this.#stopped = true;
  }

  #list(kind: string): RowList {
    let list = this.#lists.get(kind);
    if (!list) this.#lists.set(kind, (list = new RowList(rowText)));
    return list;
  }

  /** Folds texts in the background, so that the first key typed into a search field is as fast as the second. */
  async #prepare(): Promise<void> {
    for (const list of this.#lists.values()) {
      let at = 0;
      while (!this.#stopped && at < list.size) {
        at = list.prepare(at, foldAtOnce);
        await this.#breathe();
      }
    }
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
