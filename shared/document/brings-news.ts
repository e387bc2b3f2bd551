/** Whether an update says anything that a document does not hold. */
import * as Y from 'yjs';
import { standing } from './passed-on.ts';

/** Costs what the update deletes, and makes nothing: every handshake tells all deletions of a document again. */
export function bringsNews(doc: Y.Doc, update: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(update);
  if (structs.some(({ id, length }) => id.clock + length > Y.getState(doc.store, id.client))) return true;
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      // What is deleted before it came waits for it, and is news.
      if (clock + len > Y.getState(doc.store, client)) return true;
      for (const each of standing(doc, client, clock, clock + len)) if (each.length > 0) return true;
    }
  }
  return false;
}
