/** What can be mended without anybody's decision: rows are made again, and damage is marked so that devices mend it (rule VERIFY-4). */
import { hasPending, loadDocument } from '../relay/load-document.ts';
import { rowJson } from '../relay/room.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { Erased } from '../store/erasure-store.ts';
import type { DocumentName, Store } from '../store/store.ts';

export interface Mended {
  /** Rows that were made again. */
  readonly rows: number;
  /** Records that are marked as damaged: the relay takes what is lost from devices that have it. */
  readonly marked: number;
}

/** @throws StoreUnavailable */
export async function mendRecords(
  store: Pick<Store, 'load' | 'saveRow'>,
  names: readonly DocumentName[],
): Promise<Mended> {
  let rows = 0;
  let marked = 0;
  for (const name of names) {
    const isRight = await mendOne(store, name);
    if (isRight) rows++;
    else marked++;
  }
  return { rows, marked };
}

async function mendOne(store: Pick<Store, 'load' | 'saveRow'>, name: DocumentName): Promise<boolean> {
  try {
    // Reading marks what is damaged (rule STORE-4).
    const stored = await store.load(name);
    if (!stored || stored.damage.length > 0) return false;
    const { doc, head } = loadDocument(stored);
    try {
      if (hasPending(doc)) return false;
      await store.saveRow(name, rowJson(kindNamed(name.kind), name, doc), head);
      return true;
    } finally {
      doc.destroy();
    }
  } catch (error) {
    if (error instanceof Erased) return false;
    throw error;
  }
}
