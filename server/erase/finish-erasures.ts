/** What erasures leave to be done after their commit: their files go, and the store's file is written anew (rule ERASE-5). */
import type { Files } from '../files/files.ts';
import { StoreUnavailable, type Store } from '../store/store.ts';

export interface FinishParts {
  readonly store: Pick<Store, 'unfinishedErasures' | 'noteFileRemoved' | 'scrub'>;
  readonly files: Pick<Files, 'remove'>;
}

/** Somebody else may read the store's file just then. */
const tries = 3;

/**
 * False when a file could not be removed or bytes may still lie in the store's file: what is to be done stays noted, and
 * one file that cannot go keeps nothing else.
 * @throws StoreUnavailable when it cannot be read what that is.
 */
export async function finishErasures({ store, files }: FinishParts): Promise<boolean> {
  const unfinished = await store.unfinishedErasures();
  let finished = true;
  for (const { shop, id } of unfinished.files) {
    try {
      await files.remove(shop, id);
      await store.noteFileRemoved(shop, id);
    } catch {
      finished = false;
    }
  }
  return (!unfinished.scrub || (await scrub(store))) && finished;
}

async function scrub(store: FinishParts['store']): Promise<boolean> {
  try {
    for (let attempt = 0; attempt < tries; attempt++) if (await store.scrub()) return true;
  } catch (error) {
    // No room for it just now.
    if (!(error instanceof StoreUnavailable)) throw error;
  }
  return false;
}
