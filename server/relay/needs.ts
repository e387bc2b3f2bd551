/**
 * What a message that waits is waiting for, so that it is tried again when that has come and not whenever anything
 * moves: a thousand messages that wait for ever must not make every letter of everybody dear (rule ROOM-5).
 */
import * as Y from 'yjs';
import type { ClientRange } from '../../shared/protocol/scan.ts';

/** Something of `client` at `clock`. */
export interface Need {
  readonly client: number;
  readonly clock: number;
}

/** As many as are kept for a message: one that is not met keeps it from being complete. */
const most = 8;

/** What structs of an update that was not integrated lack of their own clients. */
export function gapNeeds(ranges: readonly ClientRange[], clockOf: (client: number) => number): Need[] {
  const needs: Need[] = [];
  for (const { client, from, to, gap } of ranges) {
    const clock = clockOf(client);
    if (from > clock) needs.push({ client, clock: from - 1 });
    else if (gap && to > clock) needs.push({ client, clock });
    if (needs.length === most) break;
  }
  return needs;
}

/** What Yjs says that the rest of an update is waiting for. A deletion waits for the last that it deletes. */
export function pendingNeeds({ pendingStructs, pendingDs }: Waiting): readonly Need[] {
  if (pendingStructs === null && pendingDs === null) return none;
  const needs: Need[] = [];
  if (pendingStructs) needs.push(...structNeeds(pendingStructs));
  if (!pendingDs) return needs;
  for (const [client, ranges] of Y.decodeUpdateV2(pendingDs).ds.clients) {
    if (needs.length === most) return needs;
    const last = ranges.at(-1);
    if (last) needs.push({ client, clock: last.clock + last.len - 1 });
  }
  return needs;
}

/** Yjs tells of which clients something is missing and how much of them is there; what exactly is in the structs. */
function structNeeds({ missing, update }: NonNullable<Waiting['pendingStructs']>): Need[] {
  const first = new Map<number, number>();
  for (const struct of Y.decodeUpdateV2(update).structs) {
    if (!(struct instanceof Y.Item)) continue;
    const { origin, rightOrigin, parent } = struct;
    for (const id of [origin, rightOrigin, parent instanceof Y.ID ? parent : null]) {
      const known = id ? missing.get(id.client) : undefined;
      if (!id || known === undefined || id.clock < known) continue;
      first.set(id.client, Math.min(id.clock, first.get(id.client) ?? Infinity));
    }
  }
  return [...missing]
    .slice(0, most)
    .map(([client, clock]) => ({ client, clock: first.get(client) ?? clock }));
}

const none: readonly Need[] = [];

type Waiting = Pick<Y.Doc['store'], 'pendingStructs' | 'pendingDs'>;

/** Whether any of it has come. */
export const isMet = (needs: readonly Need[], clockOf: (client: number) => number): boolean =>
  needs.length === 0 || needs.some(({ client, clock }) => clockOf(client) > clock);
