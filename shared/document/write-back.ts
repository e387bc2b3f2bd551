/**
 * Undoes parts of a transaction inside that same transaction, so that others receive one update in which the refused
 * parts never show (rule REFUSE-1). Knows lists and texts; does not know why something is undone.
 */
import * as Y from 'yjs';
import { forgetMarkers, itemsOf } from './yjs-inside.ts';

/** Part of an item: one element of a list, by its place in the item. */
export interface Element {
  readonly item: Y.Item;
  readonly offset: number;
}

/** What is to be undone in one root. */
export interface Undo {
  readonly type: Y.AbstractType<unknown>;
  /** Whole items to delete. */
  readonly items: readonly Y.Item[];
  /** Single elements to delete. */
  readonly elements: readonly Element[];
  /** Deleted items, or single elements of them, whose content is to be inserted where it was. */
  readonly lost: readonly Element[];
}

/** Call it inside the transaction that did it, before garbage collection. */
export function writeBack(transaction: Y.Transaction, undos: readonly Undo[]): void {
  // From here on this is a write of the document's own client: a remote transaction in which that client's clock
  // moves looks to Yjs like a second holder of the client id. Search markers are stale after remote changes.
  transaction.local = true;
  const forget = (): void => {
    for (const type of transaction.changed.keys()) forgetMarkers(type);
    for (const { type } of undos) forgetMarkers(type);
  };
  forget();
  for (const { items, elements } of undos) {
    for (const { item, offset } of elements) deleteOne(transaction, item.id.client, item.id.clock + offset);
    for (const item of items) if (!item.deleted) item.delete(transaction);
  }
  for (const { type, lost } of undos) if (lost.length > 0) restore(type, lost);
  forget();
}

function deleteOne(transaction: Y.Transaction, client: number, clock: number): void {
  const item = Y.getItemCleanStart(transaction, Y.createID(client, clock));
  if (item.length > 1) Y.getItemCleanStart(transaction, Y.createID(client, clock + 1));
  item.delete(transaction);
}

function restore(type: Y.AbstractType<unknown>, lost: readonly Element[]): void {
  const offsets = new Map<Y.Item, number[]>();
  for (const { item, offset } of lost) {
    const known = offsets.get(item);
    if (known) known.push(offset);
    else offsets.set(item, [offset]);
  }
  const runs: { readonly index: number; readonly content: Y.Item['content']; readonly offsets: number[] }[] =
    [];
  let index = 0;
  for (const item of itemsOf(type)) {
    const wanted = offsets.get(item);
    if (wanted) runs.push({ index, content: item.content, offsets: wanted });
    else if (!item.deleted && item.countable) index += item.length;
  }
  // From the end, so that the indices before stay true.
  for (const { index, content, offsets } of runs.toReversed()) {
    if (content instanceof Y.ContentString && type instanceof Y.Text) type.insert(index, content.str);
    if (content instanceof Y.ContentAny && type instanceof Y.Array) {
      const values: readonly unknown[] = content.arr;
      type.insert(
        index,
        offsets.sort((a, b) => a - b).map((offset) => values[offset]),
      );
    }
  }
}
