/**
 * Undoes parts of a transaction inside that same transaction, so that others receive one update in which the refused
 * parts never show (rule REFUSE-1). Knows lists, texts and keys; does not know why something is undone.
 */
import * as Y from 'yjs';
import { takeOutItem, takeOutRuns, type Kept, type Run } from './take-out.ts';
import { forgetMarkers } from './yjs-inside.ts';

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
  /** Stretches of list items to delete; those of one item follow each other, in their order. */
  readonly runs: readonly Run[];
  /** Deleted items whose content is to be there again. */
  readonly lostItems: readonly Y.Item[];
  /** Single elements of deleted list items that are to be there again. */
  readonly lostElements: readonly Element[];
}

/** Call it inside the transaction that did it, before garbage collection. */
export function writeBack(transaction: Y.Transaction, undos: readonly Undo[]): void {
  // From here on this is a write of the document's own client: a remote transaction in which that client's clock
  // moves looks to Yjs like a second holder of the client id.
  transaction.local = true;
  const kept: Kept[] = [];
  for (const { items, runs } of undos) {
    kept.push(...takeOutRuns(transaction, runs));
    for (const item of items) takeOutItem(transaction, item);
  }
  for (const { item, values } of kept) bringBack(transaction, item, new Y.ContentAny([...values]));
  for (const { lostItems, lostElements } of undos) {
    for (const item of lostItems) bringBack(transaction, item, item.content.copy());
    for (const [item, values] of byItem(lostElements)) bringBack(transaction, item, new Y.ContentAny(values));
  }
  // Yjs forgets remembered positions after a remote transaction only, and this one was both.
  for (const type of transaction.changed.keys()) forgetMarkers(type);
}

/**
 * Inserts content right behind the deleted item that held it: in a list or text that is where it was. The value of a
 * key goes behind every other value that the key had. (A nested type comes back empty; no version writes any.)
 */
function bringBack(transaction: Y.Transaction, lost: Y.Item, content: Y.Item['content']): void {
  const { store, clientID } = transaction.doc;
  let left = lost;
  if (lost.parentSub !== null) while (left.right !== null) left = left.right;
  const right = left.right;
  const id = Y.createID(clientID, Y.getState(store, clientID));
  const item = new Y.Item(
    id,
    left,
    left.lastId,
    right,
    right && right.id,
    lost.parent,
    lost.parentSub,
    content,
  );
  item.integrate(transaction, 0);
}

function byItem(elements: readonly Element[]): Map<Y.Item, unknown[]> {
  const values = new Map<Y.Item, unknown[]>();
  for (const { item, offset } of elements) {
    if (!(item.content instanceof Y.ContentAny)) continue;
    const known = values.get(item);
    const value: unknown = item.content.arr[offset];
    if (known) known.push(value);
    else values.set(item, [value]);
  }
  return values;
}
