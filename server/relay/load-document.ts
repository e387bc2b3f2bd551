/** From the store to a Yjs document: whole, or not at all. Never an empty document for one that could not be read (rule ROOM-7). */
import * as Y from 'yjs';
import type { Author } from '../../shared/lib/ids.ts';
import type { Seq, StoredDocument } from '../store/store.ts';

export interface LoadedDocument {
  readonly doc: Y.Doc;
  readonly claims: Map<number, Author>;
  readonly head: Seq;
  /** Entries after the snapshot. */
  readonly tail: number;
  /** Something that was stored is missing or cannot be integrated. */
  readonly damaged: boolean;
}

/** A Yjs document without the id that Yjs makes up for each: making it takes longer than most edits. */
export const newDocument = (): Y.Doc => new Y.Doc({ guid: 'record' });

export const emptyDocument = (): LoadedDocument => ({
  doc: newDocument(),
  claims: new Map(),
  head: 0,
  tail: 0,
  damaged: false,
});

/** @throws whatever Yjs throws on bytes that are none of its own. */
export function loadDocument({ updates, head, snapshot, claims, damage }: StoredDocument): LoadedDocument {
  const doc = newDocument();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return {
    doc,
    claims: new Map(claims.map(({ client, user }) => [client, user])),
    head,
    tail: updates.length - (snapshot > 0 ? 1 : 0),
    damaged: damage.length > 0 || hasPending(doc),
  };
}

/** Whether the document holds something that it cannot integrate. */
export const hasPending = ({ store }: Y.Doc): boolean =>
  store.pendingStructs !== null || store.pendingDs !== null;
