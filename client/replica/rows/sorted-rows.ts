/**
 * Rows in order. One row is put in its place by bisection, many by one merge; nothing is ever sorted twice. Made for
 * 60,000 rows, of which a list shows fifty.
 */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import { compareKeys, sortKey, type SortKey } from './sort-key.ts';
import type { Sort } from '../queries.ts';

export interface Placed {
  readonly name: EntityKey;
  readonly row: Row;
  readonly key: SortKey;
}

/** Above this many rows at once, merging is cheaper than finding each one's place. */
const bisectUpTo = 24;

export class SortedRows {
  readonly #by: string;
  readonly #descending: boolean;
  readonly #placed = new Map<EntityKey, Placed>();
  #items: Placed[] = [];

  constructor({ by, descending = false }: Sort) {
    this.#by = by;
    this.#descending = descending;
  }

  get size(): number {
    return this.#items.length;
  }

  get(name: EntityKey): Row | undefined {
    return this.#placed.get(name)?.row;
  }

  /** In order. */
  items(): readonly Placed[] {
    return this.#items;
  }

  slice(offset: number, limit: number): readonly Row[] {
    return this.#items.slice(offset, offset + limit).map(({ row }) => row);
  }

  /** Takes rows in, out (undefined) or to their new place. Each name once. */
  put(rows: ReadonlyMap<EntityKey, Row | undefined>): void {
    if (rows.size <= bisectUpTo) for (const [name, row] of rows) this.#putOne(name, row);
    else this.#putMany(rows);
  }

  #putOne(name: EntityKey, row: Row | undefined): void {
    const old = this.#placed.get(name);
    if (old) this.#items.splice(this.#placeOf(old), 1);
    if (!row) {
      this.#placed.delete(name);
      return;
    }
    const item = this.#place(name, row);
    this.#items.splice(this.#placeOf(item), 0, item);
  }

  #putMany(rows: ReadonlyMap<EntityKey, Row | undefined>): void {
    const gone = new Set<Placed>();
    const coming: Placed[] = [];
    for (const [name, row] of rows) {
      const old = this.#placed.get(name);
      if (old) gone.add(old);
      if (row) coming.push(this.#place(name, row));
      else this.#placed.delete(name);
    }
    if (gone.size === 0 && coming.length === 0) return;
    coming.sort(this.#compare);
    const merged: Placed[] = [];
    let next = 0;
    for (const item of this.#items) {
      if (gone.has(item)) continue;
      while (next < coming.length && this.#compare(coming[next] as Placed, item) < 0) {
        merged.push(coming[next++] as Placed);
      }
      merged.push(item);
    }
    while (next < coming.length) merged.push(coming[next++] as Placed);
    this.#items = merged;
  }

  #place(name: EntityKey, row: Row): Placed {
    const item = { name, row, key: sortKey(row, this.#by) };
    this.#placed.set(name, item);
    return item;
  }

  readonly #compare = (a: Placed, b: Placed): number =>
    compareKeys(a.key, b.key, this.#descending) ||
    b.row.at - a.row.at ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

  /** The index of the first item that is not before this one. */
  #placeOf(item: Placed): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#items[middle] as Placed, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
