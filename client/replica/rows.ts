/**
 * What lists, search and badges read: the rows of every kind in memory, loaded from the vault little by little, kept
 * fresh by catching up, open documents and other tabs. Never waits for the network and never opens a document.
 */
import { entityKey, type EntityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Row } from '../../shared/document/types.ts';
import type { Value } from '../../shared/schema/field.ts';
import { isPlaced } from '../../shared/schema/place.ts';
import { Listeners } from './listeners.ts';
import { isOfKinds } from './of-kinds.ts';
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
import { Recent } from './rows/recent.ts';
import { References, referencesOf } from './rows/references.ts';
import type { Placed, SortedRows } from './rows/sorted-rows.ts';
import { readRow, type ListedRow } from './rows/stored-row.ts';
import { find } from './search/find.ts';
import { Indexing } from './search/indexing.ts';
import { needsOf } from './search/needs.ts';
import { missing } from './search/search-index.ts';
import { Slice, turnsOf, type GiveTurn } from './slice.ts';
import { loadRows } from './rows/load-rows.ts';
import type { StoredRow, Vault } from './vault.ts';

/** A list or two with a filter, and a picker. */
const mostTexts = 4;

export class Rows {
  readonly #time: Time;
  readonly #giveTurn: GiveTurn;
  readonly #kinds = new Map<string, KindRows>();
  readonly #references = new References();
  readonly #listeners = new Map<string, Listeners>();
  /** Rows of any kind changed. */
  readonly anyChanged = new Listeners();
  #withheld: readonly string[] = [];
  readonly #erased = new Set<EntityKey>();
  /** They went where this user does not see them. */
  readonly #left = new Set<EntityKey>();
  readonly #indexing: Indexing;
  /** What filters by text found in lists. */
  readonly #texts = new Recent<readonly Placed[]>(mostTexts);
  /** The kinds in which a text was looked for since the index moved. */
  readonly #filtered = new Set<string>();
  /** Counts changes of rows and of the index. */
  #version = 0;
  /** Taken out while loading, which may still bring them. */
  readonly #removed = new Set<EntityKey>();
  #wanted: string | undefined;
  #loaded = false;
  #stopped = false;

  constructor(time: Time, giveTurn: GiveTurn = turnsOf(time)) {
    this.#time = time;
    this.#giveTurn = giveTurn;
    this.#indexing = new Indexing(this.#slice('idle'), () => {
      this.#version++;
      for (const kind of this.#filtered) this.#listeners.get(kind)?.emit();
      this.#filtered.clear();
      this.anyChanged.emit();
    });
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  query({ kind, text = '', sort = newestFirst, limit, offset = 0, ...filter }: RowQuery): RowsFound {
    const rows = this.#kinds.get(kind);
    if (!rows) return { rows: [], total: 0 };
    this.#wanted = kind;
    if (needsOf(text).length === 0) return rows.list(filter, sort, offset, limit);
    this.#filtered.add(kind);
    const key = JSON.stringify([kind, text, sort, filter]);
    const found = this.#containing(rows.sorted(filter, sort), key, text);
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
    this.#indexing.settle();
    return {
      groups: find(this.#indexing.index, query),
      complete: this.#loaded && this.#indexing.isComplete,
    };
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
      if (isOfKinds(name, this.#withheld) || this.#erased.has(name) || this.#left.has(name)) continue;
      const some = byKind.get(row.kind);
      if (some) some.set(name, row);
      else byKind.set(row.kind, new Map([[name, row]]));
    }
    for (const [kind, some] of byKind) this.#putOfKind(kind, some);
    this.#changed(byKind);
  }

  #changed(byKind: ReadonlyMap<string, ReadonlyMap<EntityKey, Row>>): void {
    if (byKind.size === 0) return;
    this.#version++;
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
    for (const rows of gone.values()) this.#indexing.forget(rows.keys());
    this.#changed(gone);
    return shownAgain;
  }

  #putOfKind(kind: string, rows: ReadonlyMap<EntityKey, Row>): void {
    const all = this.#kind(kind);
    for (const [name, row] of rows) this.#references.moved(name, all.get(name), row);
    all.put(rows);
    this.#indexing.put(rows);
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

  /** From now on there are no rows of these, whatever is put: a page that was on its way may still hold them. */
  erase(names: readonly EntityKey[]): void {
    for (const name of names) this.#erased.add(name);
    this.remove(names);
  }

  /** There are no rows of these until they arrive, whatever is put. */
  leave(names: readonly EntityKey[]): void {
    for (const name of names) this.#left.add(name);
    this.remove(names);
  }

  /** The relay brings these. Answers those that had left. */
  arrive(names: readonly EntityKey[]): readonly EntityKey[] {
    return this.#left.size === 0 ? [] : names.filter((name) => this.#left.delete(name));
  }

  /** Of kinds whose records may be of a location. */
  placedNames(): readonly EntityKey[] {
    return [...this.#kinds].flatMap(([kind, rows]) => (isPlaced(kind) ? [...rows.all().keys()] : []));
  }

  /** Records of which nothing is left: ones that nobody else ever saw. */
  remove(names: readonly EntityKey[]): void {
    const byKind = new Map<string, Map<EntityKey, Row>>();
    for (const name of new Set(names)) {
      if (!this.#loaded) this.#removed.add(name);
      const kind = kindIn(name);
      const row = this.#row(name);
      if (!row) continue;
      this.#references.moved(name, row, undefined);
      byKind.set(kind, (byKind.get(kind) ?? new Map<EntityKey, Row>()).set(name, row));
    }
    for (const [kind, some] of byKind) {
      const names = [...some.keys()];
      this.#kinds.get(kind)?.remove(names);
      this.#indexing.put(new Map(names.map((name) => [name, undefined])));
    }
    this.#changed(byKind);
  }

  putStored(rows: readonly StoredRow[]): void {
    this.put(rows.flatMap((stored) => readRow(stored) ?? []));
  }

  /** Fills the lists from the vault; answers the names whose stored row cannot be read. */
  async load(vault: Vault): Promise<readonly EntityKey[]> {
    this.erase((await vault.erased()).names);
    const broken = await this.loadKinds(vault, await vault.rowKinds());
    this.#loaded = true;
    this.#removed.clear();
    for (const listeners of this.#listeners.values()) listeners.emit();
    this.anyChanged.emit();
    return broken;
  }

  /** The same for some kinds, such as those that were withheld until now. */
  async loadKinds(vault: Vault, kinds: readonly string[]): Promise<readonly EntityKey[]> {
    return loadRows(vault, kinds, this.#slice('idle'), {
      isKnown: (name) => this.#removed.has(name) || this.#row(name) !== undefined,
      put: (rows) => this.put(rows),
      wanted: () => this.#wanted,
      isStopped: () => this.#stopped,
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#indexing.stop();
  }

  #slice(urgency: 'soon' | 'idle'): Slice {
    return new Slice(this.#time, this.#giveTurn, urgency);
  }

  #row(name: EntityKey): Row | undefined {
    return this.#kinds.get(kindIn(name))?.get(name);
  }

  /** Its hits among a list, as long as neither rows nor words change. */
  #containing(list: SortedRows, key: string, text: string): readonly Placed[] {
    return this.#texts.get(`${this.#version} ${key}`, () => {
      this.#indexing.settle();
      const { index } = this.#indexing;
      const costs = index.costs(needsOf(text));
      return list
        .items()
        .filter(({ name }) => (costs[index.records.known(name) ?? -1] ?? missing) !== missing);
    });
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
}

const kindIn = (name: EntityKey): string => name.slice(0, name.indexOf('/'));
