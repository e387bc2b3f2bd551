/**
 * Folds a document's log into a snapshot. Works from the store alone, on a document of its own: so it contains all
 * that is stored and nothing that is not, whoever else writes meanwhile (rule ROOM-10).
 */
import type { DocumentName, Store } from '../store/store.ts';
import { clocksIn, hasPending, replayDocument } from './load-document.ts';
import { snapshotOf } from './snapshot-of.ts';

export type Folded =
  | 'compacted'
  | 'no-record'
  /** There is nothing after the snapshot. */
  | 'nothing'
  /** Somebody else folded it meanwhile. */
  | 'stale'
  /** Rows of it are lost, or something waits for what is lost: folding would make that final. */
  | 'damaged';

/**
 * `heal` folds also what is noted as damaged, as long as nothing of it is waiting.
 * @throws StoreUnavailable
 */
export async function foldDocument(
  store: Pick<Store, 'load' | 'compact'>,
  name: DocumentName,
  { heal = false }: { readonly heal?: boolean } = {},
): Promise<Folded> {
  const stored = await store.load(name);
  if (!stored) return 'no-record';
  if (stored.damage.length > 0 && !heal) return 'damaged';
  if (stored.head === stored.snapshot && stored.damage.length === 0) return 'nothing';
  const replayed = replayDocument(name, stored);
  const { doc } = replayed;
  try {
    if (hasPending(doc)) return 'damaged';
    return await store.compact(name, {
      ...snapshotOf(name, stored, replayed),
      // Of one that was damaged nobody knows whether all came back that was never noted.
      ...(stored.damage.length === 0 && {
        reached: clocksIn(
          doc,
          stored.claims.filter(({ reach }) => reach === null),
        ),
      }),
    });
  } finally {
    doc.destroy();
  }
}
