/**
 * The ids under which edits are made again whose Yjs client id is another user's (rule PEND-11). They follow from the edits
 * themselves, so that every device that has them, by a file or by having made them, gives them the same ones, and the relay
 * takes each edit once (rule EXPORT-3). Nobody who has not read the edits can tell them beforehand.
 */
import * as Y from 'yjs';
import { sha256 } from './files/sha256.ts';
import type { Renamed } from './rename-clients.ts';

export interface MadeEdit {
  /** When it was made, in milliseconds. */
  readonly at: number;
  readonly update: Uint8Array;
}

/** Leaves out an id of whose edits not all are here, from the first on: what is missing has a name already. */
export async function freshIds(taken: readonly number[], edits: readonly MadeEdit[]): Promise<Renamed> {
  const metas = edits.map((edit) => ({ edit, ...Y.parseUpdateMeta(edit.update) }));
  const used = new Set(metas.flatMap(({ from }) => [...from.keys()]));
  const renamed = new Map<number, { readonly to: number; readonly end: number }>();
  for (const client of taken) {
    const ranges = metas.flatMap(({ edit, from, to }) => {
      const [begin, end] = [from.get(client), to.get(client)];
      return begin === undefined || end === undefined ? [] : [{ edit, begin, end }];
    });
    ranges.sort((a, b) => a.begin - b.begin);
    const first = ranges[0]?.edit;
    const end = ranges.reduce(
      (reached, range) => (range.begin > reached ? NaN : Math.max(reached, range.end)),
      0,
    );
    if (!first || Number.isNaN(end)) continue;
    let to = await idFrom(client, first);
    while (used.has(to)) to = (to + 1) >>> 0;
    used.add(to);
    renamed.set(client, { to, end });
  }
  return renamed;
}

/** By what an edit says, and not by what it stands beside: that may have been made again, too. */
async function idFrom(client: number, { at, update }: MadeEdit): Promise<number> {
  const said = Y.decodeUpdate(update)
    .structs.filter(({ id }) => id.client === client)
    .map((struct) => [struct.length, struct instanceof Y.Item ? wordsOf(struct.content) : null]);
  const sum = await sha256(new TextEncoder().encode(JSON.stringify([client, at, said])));
  return Number.parseInt(sum.slice(0, 8), 16);
}

const wordsOf = (content: Y.Item['content']): unknown =>
  content instanceof Y.ContentString ? content.str : content instanceof Y.ContentAny ? content.arr : null;

/** Those client ids under which a document has something else than these updates say: somebody else wrote with them. */
export function othersIds(doc: Y.Doc, updates: readonly Uint8Array[]): readonly number[] {
  const others = new Set<number>();
  for (const update of updates) {
    for (const struct of Y.decodeUpdate(update).structs) {
      const { client, clock } = struct.id;
      if (others.has(client) || !(struct instanceof Y.Item)) continue;
      const there = doc.store.clients.get(client) ?? [];
      const end = Math.min(clock + struct.length, Y.getState(doc.store, client));
      if (clock >= end) continue;
      for (let index = Y.findIndexSS(there, clock); (there[index]?.id.clock ?? end) < end; index++) {
        const other = there[index];
        if (other instanceof Y.Item && !saysTheSame(struct, other)) others.add(client);
      }
    }
  }
  return [...others];
}

/** Of two items of one id, as far as they cover the same clocks. What was deleted says nothing any more. */
function saysTheSame(a: Y.Item, b: Y.Item): boolean {
  if (a.content instanceof Y.ContentDeleted || b.content instanceof Y.ContentDeleted) return true;
  if (a.id.clock === b.id.clock && !Y.compareIDs(a.origin, b.origin)) return false;
  if (a.content.constructor !== b.content.constructor) return false;
  const from = Math.max(a.id.clock, b.id.clock);
  const length = Math.min(a.id.clock + a.length, b.id.clock + b.length) - from;
  const part = ({ id, content }: Y.Item): readonly unknown[] => {
    if (content instanceof Y.ContentString)
      return content.str
        .slice(from - id.clock)
        .slice(0, length)
        .split('');
    if (content instanceof Y.ContentAny) return content.arr.slice(from - id.clock).slice(0, length);
    return [];
  };
  const [ours, theirs] = [part(a), part(b)];
  return ours.every((each, index) => isSame(each, theirs[index]));
}

/** Yjs puts this in the place of half a pair when it cuts between the halves. */
const cut = '\uFFFD';
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || a === cut || b === cut || JSON.stringify(a) === JSON.stringify(b);
