/** What erasures leave to be done after their commit: their files go, and the store's file is written anew (rule ERASE-5). */
import type { Files } from '../files/files.ts';
import type { Store } from '../store/store.ts';

export interface FinishParts {
  readonly store: Pick<Store, 'unfinishedErasures' | 'noteFileRemoved' | 'scrub'>;
  readonly files: Pick<Files, 'remove'>;
}

/** Somebody else may read the store's file just then. */
const tries = 3;

/**
 * False when bytes may still lie in the store's file.
 * @throws StoreUnavailable when a disk is full or broken: what is to be done stays noted.
 */
export async function finishErasures({ store, files }: FinishParts): Promise<boolean> {
  const unfinished = await store.unfinishedErasures();
  for (const { shop, id } of unfinished.files) {
    await files.remove(shop, id);
    await store.noteFileRemoved(shop, id);
  }
  if (!unfinished.scrub) return true;
  for (let attempt = 0; attempt < tries; attempt++) if (await store.scrub()) return true;
  return false;
}
