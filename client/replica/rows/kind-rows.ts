/**
 * The rows of one kind in memory, and every list and count of them that somebody looks at. A list is made when it is
 * first asked for and kept up with each change from then on; the ones that nobody asked for lately are dropped.
 */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { Value } from '../../../shared/schema/field.ts';
import type { RowFilter, RowsFound, Sort } from '../queries.ts';
import { dependenciesOf, matching, type Dependency, type Lookup, type Matches } from './matches.ts';
import { Recent } from './recent.ts';
import { RowCounts } from './row-counts.ts';
import { SortedRows } from './sorted-rows.ts';

/** Somebody's list or count: what is in it, and what else than its rows decides that. */
interface View<Rows extends Pick<SortedRows, 'put'>> {
  readonly rows: Rows;
  readonly matches: Matches;
  readonly dependencies: readonly Dependency[];
}

/** A board has a list for each of its columns. */
const mostLists = 64;
const mostCounts = 16;

export const newestFirst: Sort = { by: 'updated', descending: true };

export interface KindRowsContext {
  readonly lookup: Lookup;
  /** Who refers to `id` in a field of this kind; undefined when the field is no reference. */
  readonly referring: (field: string, id: string) => readonly EntityKey[] | undefined;
}

export class KindRows {
  readonly #kind: string;
  readonly #context: KindRowsContext;
  readonly #rows = new Map<EntityKey, Row>();
  readonly #lists = new Recent<View<SortedRows>>(mostLists);
  readonly #counts = new Recent<View<RowCounts>>(mostCounts);

  constructor(kind: string, context: KindRowsContext) {
    this.#kind = kind;
    this.#context = context;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(name: EntityKey): Row | undefined {
    return this.#rows.get(name);
  }

  all(): ReadonlyMap<EntityKey, Row> {
    return this.#rows;
  }

  put(rows: ReadonlyMap<EntityKey, Row>): void {
    for (const [name, row] of rows) this.#rows.set(name, row);
    for (const view of this.#views()) putInto(view, rows);
  }

  remove(names: readonly EntityKey[]): void {
    for (const name of names) this.#rows.delete(name);
    const gone = new Map(names.map((name) => [name, undefined]));
    for (const { rows } of this.#views()) rows.put(gone);
  }

  /** What some rows refer to has changed: they may belong to other lists now. */
  moved(field: string, names: readonly EntityKey[]): void {
    const rows = this.#only(names);
    for (const view of this.#views())
      if (view.dependencies.some((dependency) => dependency.field === field)) putInto(view, rows);
  }

  /** Whether a list depends on what a field refers to. */
  dependsOn(field: string): boolean {
    for (const { dependencies } of this.#views())
      if (dependencies.some((dependency) => dependency.field === field)) return true;
    return false;
  }

  list(filter: RowFilter, sort: Sort, offset: number, limit: number): RowsFound {
    const list = this.#list(filter, sort);
    return { rows: list.slice(offset, limit), total: list.size };
  }

  /** The list as it stands, for who looks at more of it than a page. */
  sorted(filter: RowFilter, sort: Sort): SortedRows {
    return this.#list(filter, sort);
  }

  count(field: string, filter: RowFilter): ReadonlyMap<Value, number> {
    const key = JSON.stringify([field, keyOf(filter)]);
    return this.#counts.get(key, () => this.#view(new RowCounts(field), filter)).rows.counts;
  }

  #list(filter: RowFilter, sort: Sort): SortedRows {
    const key = JSON.stringify([sort.by, sort.descending ?? false, keyOf(filter)]);
    return this.#lists.get(key, () => this.#view(new SortedRows(sort), filter)).rows;
  }

  #view<Rows extends Pick<SortedRows, 'put'>>(rows: Rows, filter: RowFilter): View<Rows> {
    const view: View<Rows> = {
      rows,
      matches: matching(this.#kind, filter, this.#context.lookup),
      dependencies: dependenciesOf(this.#kind, filter),
    };
    putInto(view, this.#candidates(filter));
    return view;
  }

  /** All rows that a filter can match: where it names a record that is referred to, those that do. */
  #candidates({ where = {} }: RowFilter): ReadonlyMap<EntityKey, Row> {
    for (const [field, match] of Object.entries(where)) {
      if (typeof match !== 'string') continue;
      const names = this.#context.referring(field, match);
      if (names) return this.#only(names);
    }
    return this.#rows;
  }

  #only(names: readonly EntityKey[]): ReadonlyMap<EntityKey, Row> {
    const rows = new Map<EntityKey, Row>();
    for (const name of names) {
      const row = this.#rows.get(name);
      if (row) rows.set(name, row);
    }
    return rows;
  }

  *#views(): Iterable<View<Pick<SortedRows, 'put'>>> {
    yield* this.#lists.all();
    yield* this.#counts.all();
  }
}

function putInto(view: View<Pick<SortedRows, 'put'>>, rows: ReadonlyMap<EntityKey, Row>): void {
  const changes = new Map<EntityKey, Row | undefined>();
  for (const [name, row] of rows) changes.set(name, view.matches(row) ? row : undefined);
  view.rows.put(changes);
}

const keyOf = ({ where = {}, inReview = false, includeDeleted = false }: RowFilter): unknown => [
  Object.entries(where).sort(([a], [b]) => (a < b ? -1 : 1)),
  inReview,
  includeDeleted,
];
