/**
 * What this device holds of a record, as one Yjs document: the vault's bytes, then the journal, then the unsent
 * edits. A piece that Yjs cannot read is left out and told, never allowed to hide the others (fault 3).
 */
import * as Y from 'yjs';

/** Where loaded content comes from, as a Yjs origin: nothing that carries it is an edit of this tab. */
export const loading = Symbol('loading');

export function applyPieces(doc: Y.Doc, pieces: readonly Uint8Array[], origin: unknown = loading): boolean {
  let allGood = true;
  doc.transact(() => {
    for (const piece of pieces) {
      try {
        Y.applyUpdate(doc, piece, origin);
      } catch {
        allGood = false;
      }
    }
  }, origin);
  return allGood;
}

/** A document of its own with all of the pieces; the caller destroys it. */
export function documentOf(...pieces: readonly (readonly Uint8Array[])[]): Y.Doc {
  const doc = new Y.Doc();
  for (const some of pieces) applyPieces(doc, some);
  return doc;
}
