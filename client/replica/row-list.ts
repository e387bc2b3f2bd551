/**
 * The rows of one kind in memory, newest first, with their text folded for searching. Made for 60,000 rows: one row
 * is put in its place by bisection, many by one merge, and a query that narrows the last one looks only at what
 * that one found.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Row } from '../../shared/document/types.ts';
import { queryWords } from './fold-text.ts';

export interface ListedRow {
  readonly name: EntityKey;
  readonly row: Row;
}

interface Item extends ListedRow {
  /** Folded text; null until it is needed. */
  text: string | null;
}

interface Found {
  readonly version: number;
  readonly words: readonly string[];
  readonly includeDeleted: boolean;
  readonly items: readonly Item[];
}

/** Above this many rows at once, merging is cheaper than finding each one's place. */
const bisectUpTo = 24;

const before = (a: Item, b: Item): number =>
  b.row.at - a.row.at || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** A deletion that an edit had not seen waits for a person, who must be able to find the record. */
const hidden = (row: Row): boolean => row.deleted && !row.review.includes('deleted');

export class RowList {
  readonly #textOf: (row: Row) => string;
  readonly #byName = new Map<EntityKey, Item>();
  #items: Item[] = [];
  #version = 0;
  /** How many of the items are hidden. */
  #deleted = 0;
  #found: Found | null = null;

  constructor(textOf: (row: Row) => string) {
    this.#textOf = textOf;
  }

  get size(): number {
    return this.#items.length;
  }

  get(name: EntityKey): Row | undefined {
    return this.#byName.get(name)?.row;
  }

  put(rows: readonly ListedRow[]): void {
    this.#version++;
    if (rows.length <= bisectUpTo) for (const row of rows) this.#putOne({ ...row, text: null });
    else this.#putMany(rows);
  }

  /** @param text all words must occur, without regard to case and accents. */
  query(
    text: string,
    includeDeleted: boolean,
    offset: number,
    limit: number,
  ): { readonly rows: readonly Row[]; readonly total: number } {
    const words = queryWords(text);
    if (words.length === 0) return this.#from(includeDeleted, offset, limit);
    const items = this.#find(words, includeDeleted);
    return { rows: items.slice(offset, offset + limit).map(({ row }) => row), total: items.length };
  }

  /** Folds the text of up to `count` rows from `from` on, so that the first search need not; answers where it got to. */
  prepare(from: number, count: number): number {
    const end = Math.min(this.#items.length, from + count);
    for (let i = from; i < end; i++) this.#fold(this.#items[i] as Item);
    return end;
  }

  /** Without a filter only as many rows are looked at as are shown. */
  #from(includeDeleted: boolean, offset: number, limit: number) {
    const total = includeDeleted ? this.#items.length : this.#items.length - this.#deleted;
    const rows: Row[] = [];
    let skip = offset;
    for (const { row } of this.#items) {
      if (rows.length >= limit) break;
      if (hidden(row) && !includeDeleted) continue;
      if (skip-- <= 0) rows.push(row);
    }
    return { rows, total };
  }

  #find(words: readonly string[], includeDeleted: boolean): readonly Item[] {
    const last = this.#found;
    const comparable = last && last.version === this.#version && last.includeDeleted === includeDeleted;
    if (comparable && last.words.join(' ') === words.join(' ')) return last.items;
    const from = comparable && narrows(words, last.words) ? last.items : this.#items;
    const items = from.filter(
      (item) =>
        (includeDeleted || !hidden(item.row)) && words.every((word) => this.#fold(item).includes(word)),
    );
    this.#found = { version: this.#version, words, includeDeleted, items };
    return items;
  }

  #fold(item: Item): string {
    item.text ??= this.#textOf(item.row);
    return item.text;
  }

  #putOne(item: Item): void {
    const old = this.#byName.get(item.name);
    if (old) this.#items.splice(this.#placeOf(old), 1);
    this.#deleted += Number(hidden(item.row)) - Number(old ? hidden(old.row) : false);
    this.#items.splice(this.#placeOf(item), 0, item);
    this.#byName.set(item.name, item);
  }

  #putMany(rows: readonly ListedRow[]): void {
    const gone = new Set<Item>();
    const fresh = new Map<EntityKey, Item>();
    for (const row of rows) {
      const old = this.#byName.get(row.name);
      if (old) gone.add(old);
      fresh.set(row.name, { ...row, text: null });
    }
    const incoming = [...fresh.values()].sort(before);
    for (const item of gone) this.#deleted -= Number(hidden(item.row));
    for (const item of incoming) this.#deleted += Number(hidden(item.row));
    const merged: Item[] = [];
    let next = 0;
    for (const item of this.#items) {
      if (gone.has(item)) continue;
      while (next < incoming.length && before(incoming[next] as Item, item) < 0) {
        merged.push(incoming[next++] as Item);
      }
      merged.push(item);
    }
    while (next < incoming.length) merged.push(incoming[next++] as Item);
    this.#items = merged;
    for (const item of incoming) this.#byName.set(item.name, item);
  }

  /** The index of the first item that is not before this one. */
  #placeOf(item: Item): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(this.#items[middle] as Item, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether whatever has all of `words` has all of `broader`, too: what typing on in a search field does. */
const narrows = (words: readonly string[], broader: readonly string[]): boolean =>
  broader.every((word) => words.some((other) => other.includes(word)));
