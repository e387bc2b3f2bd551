/**
 * The items of a list that are shown. Yjs keeps the place of every element that was ever deleted, and a field that is written
 * a thousand times leaves as many: where they outnumber what is shown, that is remembered, and brought up to date by what
 * came since (rule MERGE-14). So a read costs what is shown and what is new, and not what ever was.
 */
import * as Y from 'yjs';
import { firstOf } from './yjs-inside.ts';

/** Below this many places a walk over all of them is as quick as remembering. */
const worthRemembering = 64;
/** Whether so few are shown among so many places that a walk over all of them is worth remembering. */
const isWorthIt = (places: number, shown: number): boolean =>
  places > worthRemembering && places > 16 * shown;

interface Remembered {
  /** Of the items that were shown, by their ids: the items themselves are cut and merged. */
  readonly ranges: readonly Range[];
  /** How far the document went. */
  readonly clocks: Map<number, number>;
  /** In the list, shown or not. */
  readonly places: number;
}

interface Range {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

type Structs = Y.Doc['store']['clients'];

const known = new WeakMap<object, Remembered>();

/** The items of a list or a text that are counted and not deleted, in document order; inside of a transaction, as they are now. */
export function visibleItems<E>(list: Y.AbstractType<E>): readonly Y.Item[] {
  const clients = list.doc?.store.clients;
  const before = known.get(list);
  const refreshed = clients && before && refresh(list, before, clients);
  if (refreshed) return refreshed;
  let places = 0;
  const items: Y.Item[] = [];
  for (let item = firstOf(list); item !== null; item = item.right) {
    places++;
    if (isVisible(item)) items.push(item);
  }
  if (clients && isWorthIt(places, items.length)) {
    const clocks = new Map<number, number>();
    for (const [client, structs] of clients) clocks.set(client, endOf(structs));
    remember(list, items, clocks, places);
  } else known.delete(list);
  return items;
}

/** Undefined where a walk is quicker by now. */
function refresh<E>(
  list: Y.AbstractType<E>,
  { ranges, clocks, places: before }: Remembered,
  clients: Structs,
): readonly Y.Item[] | undefined {
  // With those that were deleted since: what is new lies beside them.
  const items: Y.Item[] = [];
  for (const { client, from, to } of ranges) {
    const structs = clients.get(client);
    if (!structs) return undefined;
    for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
      const struct = structs[at];
      if (!struct || struct.id.clock >= to) break;
      // Two that were merged are one item.
      if (struct instanceof Y.Item && struct !== items.at(-1)) items.push(struct);
    }
  }
  let [places, placed] = [before, 0];
  for (const [client, structs] of clients) {
    const from = clocks.get(client) ?? 0;
    const end = endOf(structs);
    if (end <= from) continue;
    clocks.set(client, end);
    for (let at = from === 0 ? 0 : Y.findIndexSS(structs, from); at < structs.length; at++) {
      const struct = structs[at];
      // What began before is one of those above, grown.
      if (!(struct instanceof Y.Item) || struct.id.clock < from || struct.parent !== list) continue;
      places++;
      if (!isVisible(struct)) continue;
      // Each looks for its place among those that are shown.
      if (++placed * items.length > places) return undefined;
      place(items, struct);
    }
  }
  const shown = items.filter(isVisible);
  return isWorthIt(places, shown.length) ? remember(list, shown, clocks, places) : undefined;
}

/** Puts an item behind the nearest one to its left that is there. */
function place(items: Y.Item[], item: Y.Item): void {
  let { left } = item;
  if (left !== null && left === items.at(-1)) {
    items.push(item);
    return;
  }
  const there = new Set(items);
  while (left !== null && !there.has(left)) left = left.left;
  items.splice(left === null ? 0 : items.indexOf(left) + 1, 0, item);
}

function remember<E>(
  list: Y.AbstractType<E>,
  items: readonly Y.Item[],
  clocks: Map<number, number>,
  places: number,
): readonly Y.Item[] {
  const ranges = items.map(({ id: { client, clock }, length }) => ({
    client,
    from: clock,
    to: clock + length,
  }));
  known.set(list, { ranges, clocks, places });
  return items;
}

const isVisible = (item: Y.Item): boolean => !item.deleted && item.countable;

function endOf(structs: readonly { readonly id: Y.ID; readonly length: number }[]): number {
  const last = structs.at(-1);
  return last ? last.id.clock + last.length : 0;
}
