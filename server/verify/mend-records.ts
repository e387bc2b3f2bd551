/** What can be mended without anybody's decision: rows are made again, and damage is marked so that devices mend it (rule VERIFY-4). */
import type { Row } from '../../shared/document/types.ts';
import { dueOf, factOf, followedKinds } from '../derive/facts.ts';
import { hasPending, loadDocument } from '../relay/load-document.ts';
import { rowJson } from '../relay/room.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { Erased } from '../store/erasure-store.ts';
import type { DocumentName, Store } from '../store/store.ts';

export type MendStore = Pick<Store, 'load' | 'saveRow' | 'saveDerivation'>;

export interface Mended {
  /** Rows that were made again. */
  readonly rows: number;
  /** Records that are marked as damaged: the relay takes what is lost from devices that have it. */
  readonly marked: number;
}

/** @throws StoreUnavailable */
export async function mendRecords(store: MendStore, names: readonly DocumentName[]): Promise<Mended> {
  let rows = 0;
  let marked = 0;
  for (const name of names) {
    const isRight = await mendOne(store, name);
    if (isRight) rows++;
    else marked++;
  }
  return { rows, marked };
}

async function mendOne(store: MendStore, name: DocumentName): Promise<boolean> {
  try {
    // Reading marks what is damaged (rule STORE-4).
    const stored = await store.load(name);
    if (!stored || stored.damage.length > 0) return false;
    const { doc, head } = loadDocument(stored);
    try {
      if (hasPending(doc)) return false;
      const row = rowJson(kindNamed(name.kind), name, doc);
      // Its place and its files are noted again with it.
      await store.saveRow(name, row, head);
      if (followedKinds.includes(name.kind)) {
        const fact = factOf(name, JSON.parse(row) as Row);
        await store.saveDerivation(name.shop, { facts: [fact], due: dueOf([], [fact]).due });
      }
      return true;
    } finally {
      doc.destroy();
    }
  } catch (error) {
    if (error instanceof Erased) return false;
    throw error;
  }
}
