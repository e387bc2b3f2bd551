/**
 * Ends the mark of a record of which the store lost something that nobody has any more (rule DOC-4): what can be read is folded,
 * and what waits for the lost part is let go of. A device that has it after all brings it back: to the relay it is new then.
 */
import type { Damage, DocumentName, Store } from '../store/store.ts';
import { clocksIn, hasPending, replayDocument } from './load-document.ts';
import { snapshotOf } from './snapshot-of.ts';

export type Accepted =
  | { readonly done: 'accepted'; readonly damage: readonly Damage[] }
  | { readonly done: 'nothing-lost' }
  | { readonly done: 'no-record' }
  /** Somebody folded it meanwhile; to be asked for again. */
  | { readonly done: 'stale' };

/** @throws StoreUnavailable, and whatever Yjs throws on bytes that are none of its own */
export async function acceptLoss(
  store: Pick<Store, 'load' | 'compact'>,
  name: DocumentName,
): Promise<Accepted> {
  const stored = await store.load(name);
  if (!stored) return { done: 'no-record' };
  const replayed = replayDocument(name, stored);
  const { doc } = replayed;
  try {
    if (stored.damage.length === 0 && !hasPending(doc)) return { done: 'nothing-lost' };
    doc.store.pendingStructs = null;
    doc.store.pendingDs = null;
    const done = await store.compact(name, {
      ...snapshotOf(name, stored, replayed),
      // Or what is given up would be waited for once more, when anything else is lost.
      reached: clocksIn(doc, stored.claims),
      givesUp: true,
    });
    return done === 'stale' ? { done } : { done: 'accepted', damage: stored.damage };
  } finally {
    doc.destroy();
  }
}
