/** From the store to a Yjs document: whole, or not at all. Never an empty document for one that could not be read (rule ROOM-7). */
import * as Y from 'yjs';
import { noteMadeOf } from '../../shared/document/document-size.ts';
import type { HistoryEntry } from '../../shared/document/history/change.ts';
import { applyLogged } from '../../shared/document/history/text-spells.ts';
import { isHeard } from '../../shared/document/yjs-inside.ts';
import { must } from '../../shared/lib/assert.ts';
import { systemAuthors, type Author } from '../../shared/lib/ids.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { ClientReach, DocumentName, Seq, StoredClaim, StoredDocument } from '../store/store.ts';

export interface LoadedDocument {
  readonly doc: Y.Doc;
  readonly claims: Map<number, Author>;
  /** How far the edits went that were ever stored under these; null where that is not known (rule STORE-26). */
  readonly reaches: ReadonlyMap<number, number | null>;
  readonly head: Seq;
  /** Entries after the snapshot. */
  readonly tail: number;
  /** Something that was stored is missing or cannot be integrated. */
  readonly damaged: boolean;
}

/** A Yjs document without the id that Yjs makes up for each: making it takes longer than most edits. */
export const newDocument = (): Y.Doc => new QuietDocument({ guid: 'record' });

/** Yjs tells of nine moments of each transaction, with a table and a list for every one that nobody hears. */
class QuietDocument extends Y.Doc {
  override emit(...told: Parameters<Y.Doc['emit']>): void {
    if (isHeard(this, told[0])) super.emit(...told);
  }
}

export const emptyDocument = (): LoadedDocument => ({
  doc: newDocument(),
  claims: new Map(),
  reaches: new Map(),
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
  noteMadeOf(
    doc,
    updates.reduce((sum, { length }) => sum + length, 0),
  );
  return {
    doc,
    claims: new Map(claims.map(({ client, user }) => [client, user])),
    reaches: new Map(claims.map(({ client, reach }) => [client, reach])),
    head,
    tail: updates.length - (snapshot > 0 ? 1 : 0),
    damaged: damage.length > 0 || hasPending(doc),
  };
}

/**
 * The document, and what its log tells of its texts, oldest first.
 * @throws whatever Yjs throws on bytes that are none of its own.
 */
export function replayDocument(
  { kind }: DocumentName,
  { updates, marks, claims }: StoredDocument,
): { readonly doc: Y.Doc; readonly texts: readonly HistoryEntry[] } {
  const doc = newDocument();
  const folded = updates.length - marks.length;
  for (const update of updates.slice(0, folded)) Y.applyUpdate(doc, update);
  const entries = marks.map((mark, at) => ({ ...mark, update: must(updates[folded + at], 'an entry') }));
  const relays = new Set(
    claims.filter(({ user }) => user === systemAuthors.relay).map(({ client }) => client),
  );
  return { doc, texts: applyLogged({ doc, kind: kindNamed(kind), entries, relays }) };
}

/** Whether the document holds something that it cannot integrate. */
export const hasPending = ({ store }: Y.Doc): boolean =>
  store.pendingStructs !== null || store.pendingDs !== null;

/** How far a document goes under these client ids. */
export const clocksIn = ({ store }: Y.Doc, claims: readonly StoredClaim[]): ClientReach[] =>
  claims.map(({ client }) => ({ client, clock: Y.getState(store, client) }));
