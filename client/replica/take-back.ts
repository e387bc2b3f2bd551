/**
 * Which unsent edits of a record can be taken back, as pure decisions over bytes. What the relay has is everybody's: it
 * can be undone by a new edit, and never taken back.
 */
import * as Y from 'yjs';
import { documentOf } from './stored-document.ts';
import type { Edit } from './unsent-edits.ts';

export interface Split {
  readonly taken: readonly Edit[];
  /** These are at the relay, or may be, and stay pending. */
  readonly kept: readonly Edit[];
}

/** By what the relay itself says of the record. */
export function splitByRelay(state: Uint8Array, edits: readonly Edit[]): Split {
  const doc = documentOf([state]);
  const deleted = Y.createDeleteSetFromStructStore(doc.store);
  const has = ({ update }: Edit): boolean => holds(doc, deleted, update);
  const kept = edits.filter(has);
  doc.destroy();
  return { kept, taken: edits.filter((edit) => !kept.includes(edit)) };
}

/**
 * Without a connection: by what once left this device. An edit that left it but builds on one that did not cannot have
 * been integrated by the relay, and never will be once that one is taken back. `base` is the record without any of them.
 */
export function splitBySent(base: readonly Uint8Array[], edits: readonly Edit[]): Split {
  const kept: Edit[] = [];
  let doc = documentOf(base);
  for (const edit of edits) {
    if (!edit.sent) continue;
    Y.applyUpdate(doc, edit.update);
    if (!waits(doc)) {
      kept.push(edit);
      continue;
    }
    doc.destroy();
    doc = documentOf(
      base,
      kept.map(({ update }) => update),
    );
  }
  doc.destroy();
  return { kept, taken: edits.filter((edit) => !kept.includes(edit)) };
}

/** Those of the edits that build on something that is not here and not among them. */
export function baseless(base: readonly Uint8Array[], edits: readonly Edit[]): readonly Edit[] {
  const all = edits.map((edit) => ({ ...edit, sent: true }));
  const { kept } = splitBySent(base, all);
  return edits.filter((_, index) => !kept.includes(all[index] as Edit));
}

/** Whether a document has all of an update already. */
export const holdsUpdate = (doc: Y.Doc, update: Uint8Array): boolean =>
  holds(doc, Y.createDeleteSetFromStructStore(doc.store), update);

type Deleted = ReturnType<typeof Y.createDeleteSetFromStructStore>;

const waits = ({ store }: Y.Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null;

/** Whether the document has all that an update would bring: its structs, and its deletions. */
function holds(doc: Y.Doc, deleted: Deleted, update: Uint8Array): boolean {
  for (const [client, clock] of Y.parseUpdateMeta(update).to) {
    if (Y.getState(doc.store, client) < clock) return false;
  }
  for (const [client, ranges] of Y.decodeUpdate(update).ds.clients) {
    const known = deleted.clients.get(client) ?? [];
    for (const { clock, len } of ranges) {
      if (!known.some((run) => run.clock <= clock && run.clock + run.len >= clock + len)) return false;
    }
  }
  return true;
}
