/**
 * Takes refused stretches out of list items, and whole items with everything that lies inside of them. An update of
 * any shape costs what it holds, not its square: Yjs copies the rest of an item at each cut, and walks down nested
 * types by recursion. Call it inside the transaction that brought them, before garbage collection.
 */
import * as Y from 'yjs';
import { entriesOf, itemsOf } from './yjs-inside.ts';

/** Neighbouring elements of one list item. */
export interface Run {
  readonly item: Y.Item;
  readonly offset: number;
  length: number;
}

/** Values of an item that was deleted as a whole, which are to be there again. */
export interface Kept {
  readonly item: Y.Item;
  readonly values: readonly unknown[];
}

/** Cuts that one transaction makes into items; one that would need more is taken out whole. */
const maxCuts = 2_000;

/**
 * @param runs those of one item follow each other, in their order
 * @returns what of the items may stay and has to be written again: no honest client mixes so much
 */
export function takeOutRuns(transaction: Y.Transaction, runs: readonly Run[]): Kept[] {
  const kept: Kept[] = [];
  let cuts = 0;
  for (const [item, of] of byItem(runs)) {
    if (of[0]?.length === item.length) {
      item.delete(transaction);
      continue;
    }
    cuts += 2 * of.length;
    if (cuts <= maxCuts) cutOut(transaction, item, of);
    else {
      kept.push({ item, values: valuesBeside(item, of) });
      item.delete(transaction);
    }
  }
  return kept;
}

/** Deletes an item and what it holds, the innermost first. */
export function takeOutItem(transaction: Y.Transaction, item: Y.Item): void {
  if (item.deleted) return;
  const { store, gc } = transaction.doc;
  const within = insideOf(item);
  for (const inner of within.toReversed()) {
    inner.delete(transaction);
    // Collected here, since Yjs collects from the outermost inwards.
    if (gc) inner.gc(store, false);
  }
  item.delete(transaction);
}

/** Everything inside an item, containers before what they contain. */
function insideOf(item: Y.Item): Y.Item[] {
  const within: Y.Item[] = [];
  const open = [item];
  for (let next = open.pop(); next; next = open.pop()) {
    if (!(next.content instanceof Y.ContentType)) continue;
    for (const inner of [...itemsOf(next.content.type), ...entriesOf(next.content.type)]) {
      within.push(inner);
      open.push(inner);
    }
  }
  return within;
}

function cutOut(transaction: Y.Transaction, item: Y.Item, runs: readonly Run[]): void {
  const { client, clock } = item.id;
  const end = clock + item.length;
  const starts = runs.map(({ offset }) => clock + offset);
  const edges = runs.flatMap(({ offset, length }) => [clock + offset, clock + offset + length]);
  cut(
    transaction,
    client,
    edges.filter((edge) => edge > clock && edge < end),
  );
  for (const start of starts) Y.getItemCleanStart(transaction, Y.createID(client, start)).delete(transaction);
}

/** Cuts in the middle first, so that what is copied halves each time. */
function cut(transaction: Y.Transaction, client: number, edges: readonly number[]): void {
  const middle = edges.length >> 1;
  const edge = edges[middle];
  if (edge === undefined) return;
  Y.getItemCleanStart(transaction, Y.createID(client, edge));
  cut(transaction, client, edges.slice(0, middle));
  cut(transaction, client, edges.slice(middle + 1));
}

function valuesBeside({ content }: Y.Item, runs: readonly Run[]): unknown[] {
  if (!(content instanceof Y.ContentAny)) return [];
  const values: unknown[] = [];
  let from = 0;
  for (const { offset, length } of runs) {
    for (let at = from; at < offset; at++) values.push(content.arr[at]);
    from = offset + length;
  }
  for (let at = from; at < content.arr.length; at++) values.push(content.arr[at]);
  return values;
}

function byItem(runs: readonly Run[]): Map<Y.Item, Run[]> {
  const grouped = new Map<Y.Item, Run[]>();
  for (const run of runs) {
    const known = grouped.get(run.item);
    if (known) known.push(run);
    else grouped.set(run.item, [run]);
  }
  return grouped;
}
