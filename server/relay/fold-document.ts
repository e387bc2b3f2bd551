/**
 * Folds a document's log into a snapshot. Works from the store alone, on a document of its own: so it contains all
 * that is stored and nothing that is not, whoever else writes meanwhile (rule ROOM-10). What the log tells of texts is
 * stored with it, since it is gone afterwards (rule HIST-4).
 */
import * as Y from 'yjs';
import type { Author } from '../../shared/lib/ids.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { DocumentName, Store } from '../store/store.ts';
import { clocksIn, hasPending, replayDocument } from './load-document.ts';
import { rowJson } from './room.ts';

export type Folded =
  | 'compacted'
  /** There is nothing after the snapshot, or nothing at all. */
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
  if (!stored) return 'nothing';
  if (stored.damage.length > 0 && !heal) return 'damaged';
  if (stored.head === stored.snapshot && stored.damage.length === 0) return 'nothing';
  const { doc, texts } = replayDocument(name, stored);
  try {
    if (hasPending(doc)) return 'damaged';
    return await store.compact(name, {
      state: Y.encodeStateAsUpdate(doc),
      upTo: stored.head,
      replaces: stored.snapshot,
      row: rowJson(kindNamed(name.kind), name, doc),
      history: texts.map(({ changes, author, ...place }) => ({
        ...place,
        author: author as Author,
        changes: JSON.stringify(changes),
      })),
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
