/**
 * Whether an update replaces elements of a list that were gone before it came. Its sender saw something there that
 * nobody here can look at any more: garbage collection leaves the place and takes the content. Costs a second decoding,
 * so it is asked only where the answer decides.
 */
import * as Y from 'yjs';
import { must } from '../lib/assert.ts';
import type { RootChange } from './observed-changes.ts';

/** Call it inside the transaction that integrated the update. */
export function replacesGone(
  update: Uint8Array,
  transaction: Y.Transaction,
  { type, deleted }: RootChange,
): boolean {
  const now = new Set<unknown>(deleted);
  const { clients } = Y.mergeDeleteSets([Y.decodeUpdate(update).ds]);
  for (const [client, ranges] of clients) {
    const structs = transaction.doc.store.clients.get(client);
    // What came with the update itself was never anything here.
    const before = transaction.beforeState.get(client) ?? 0;
    if (!structs) continue;
    for (const { clock, len } of ranges) {
      const end = Math.min(clock + len, before);
      if (clock >= end) continue;
      for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
        const struct = must(structs[at], 'inside the list');
        if (struct.id.clock >= end) break;
        if (struct instanceof Y.Item && struct.deleted && struct.parent === type && !now.has(struct))
          return true;
      }
    }
  }
  return false;
}
