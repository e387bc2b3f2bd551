/**
 * Ends the mark of a record of which the store lost something that nobody has any more (rule DOC-4): what can be read is folded,
 * and what waits for the lost part is let go of. A device that has it after all brings it back: to the relay it is new then.
 */
import * as Y from 'yjs';
import type { Author } from '../../shared/lib/ids.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { Damage, DocumentName, Store } from '../store/store.ts';
import { clocksIn, hasPending, replayDocument } from './load-document.ts';
import { rowJson } from './room.ts';

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
  const { doc, texts } = replayDocument(name, stored);
  try {
    if (stored.damage.length === 0 && !hasPending(doc)) return { done: 'nothing-lost' };
    doc.store.pendingStructs = null;
    doc.store.pendingDs = null;
    const done = await store.compact(name, {
      state: Y.encodeStateAsUpdate(doc),
      upTo: stored.head,
      replaces: stored.snapshot,
      row: rowJson(kindNamed(name.kind), name, doc),
      history: texts.map(({ changes, author, ...place }) => ({
        ...place,
        author: author as Author,
        changes: JSON.stringify(changes),
      })),
      // Or what is given up would be waited for once more, when anything else is lost.
      reached: clocksIn(doc, stored.claims),
      givesUp: true,
    });
    return done === 'stale' ? { done } : { done: 'accepted', damage: stored.damage };
  } finally {
    doc.destroy();
  }
}
