/**
 * Takes an update into the relay's document: integrates it, checks what it added and deleted, and writes back what may
 * not be, all in one Yjs transaction. So what goes to the log and to other replicas is one update in which a refused
 * value never shows, the author's replica returns by itself, and its later edits find everything they build on
 * (rule REFUSE-1). Knows fields and roles; does not know rooms, sockets or the log.
 */
import * as Y from 'yjs';
import type { Kind, Role } from '../schema/field.ts';
import { fieldStoredAs, ledgerRoot, registersRoot, textRoot } from '../schema/stored-name.ts';
import { changesOf } from './history/changes-of.ts';
import type { FieldChange } from './history/change.ts';
import { crowdingOf, maxDocument, noteGrowth, measureOf, type Crowding } from './document-size.ts';
import { judgeLedger } from './judge-ledger.ts';
import { judgeRegisters, type Arrival } from './judge-registers.ts';
import { judgeText } from './judge-text.ts';
import { judgeUnknown } from './judge-unknown.ts';
import { observedChanges, type RootChange } from './observed-changes.ts';
import { RefusalTally } from './refusal-tally.ts';
import { replacesGone } from './replaces-gone.ts';
import type { Refusal } from './types.ts';
import { writeBack, type Undo } from './write-back.ts';
import type { Writer } from './writer.ts';

export interface AdmitOptions {
  /** The declared kind of the record; undefined for one that this version does not know. */
  readonly kind: Kind | undefined;
  /** Who sent the update: a token's user, or a system author. */
  readonly author: string;
  readonly role: Role;
  /** Whether its sender has another version of the schema (rule SCHEMA-11). */
  readonly otherSchema?: boolean | undefined;
  /** Bytes of the whole document, `maxDocument` when absent; what this version does not know has half (rule REFUSE-8). */
  readonly maxBytes?: number;
  /** Becomes the transaction's origin. */
  readonly origin?: unknown;
  /**
   * Whether the document may lack what the update's sender saw, or hold a part of the update: it waited for something
   * and is tried again, or rows of the document are lost. Nothing is refused then for what it lacks (rules REFUSE-9, REFUSE-13).
   */
  readonly partial?: boolean;
}

export type Admission =
  | {
      readonly outcome: 'admitted';
      /** What integrating really emitted, with everything that was written back; undefined when nothing was new. */
      readonly integrated: Uint8Array | undefined;
      /**
       * Whether the document waits for something. What waits must not stay in it: it would come in with somebody else's
       * update and be judged as theirs. Drop it (`doc.store.pendingStructs`, `pendingDs`), keep the update, and try it
       * again as its sender's; acknowledge nothing before (rule REFUSE-9).
       */
      readonly pending: boolean;
      /** One for each field and rule (rule REFUSE-11). */
      readonly refusals: readonly Refusal[];
      /** What it changed in registers, sets and ledgers, without what was written back (rule HIST-1). */
      readonly changes: readonly FieldChange[];
    }
  /** Applying threw: the document may hold half of the update. Load it again from the store, and log nothing of this. */
  | { readonly outcome: 'broken'; readonly error: unknown };

/**
 * @param doc the relay's document; its garbage collection should be on, so that refused content is not passed on
 * @param update a Yjs update (V1) whose structure, size and client ids were looked at before
 */
export function admit(doc: Y.Doc, update: Uint8Array, options: AdmitOptions): Admission {
  openRoots(doc, options.kind);
  const emitted: Uint8Array[] = [];
  const collect = (bytes: Uint8Array): void => void emitted.push(bytes);
  const tally = new RefusalTally(options.kind);
  const max = options.maxBytes ?? maxDocument;
  const measure = measureOf(doc, update.length, max);
  let changes: readonly FieldChange[] = [];
  doc.on('update', collect);
  try {
    Y.transact(
      doc,
      (transaction) => {
        Y.applyUpdate(doc, update);
        const { pendingStructs, pendingDs } = doc.store;
        const arrival: Arrival = {
          partial: pendingStructs !== null || pendingDs !== null || options.partial === true,
          replacesGone: (change) => replacesGone(update, transaction, change),
        };
        const undos: Undo[] = [];
        const roots = observedChanges(transaction);
        for (const change of roots) {
          const crowding = crowdingOf(change, measure.bytes, update.length, max);
          const undo = judge(change, options.kind, options, arrival, tally, crowding);
          if (undo) undos.push(undo);
        }
        if (undos.length > 0) writeBack(transaction, undos);
        const isUndone = (type: RootChange['type']): boolean => undos.some((undo) => undo.type === type);
        if (options.kind) changes = changesOf(transaction, roots, options.kind, isUndone);
      },
      options.origin,
      false,
    );
  } catch (error) {
    return { outcome: 'broken', error };
  } finally {
    doc.off('update', collect);
  }
  const pending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  const integrated = emitted.length > 1 ? Y.mergeUpdates(emitted) : emitted[0];
  if (integrated) noteGrowth(measure, integrated.length);
  return { outcome: 'admitted', integrated, pending, refusals: tally.list(), changes };
}

/** Makes the roots of the declared fields, so that they are lists and texts before anything arrives for them. */
export function openRoots(doc: Y.Doc, kind: Kind | undefined): void {
  if (!kind || opened.get(doc) === kind) return;
  doc.getArray(registersRoot);
  for (const [name, field] of kind.fields) {
    if (field.policy === 'text') doc.getText(textRoot(name, field));
    if (field.policy === 'ledger') doc.getArray(ledgerRoot(name, field));
  }
  opened.set(doc, kind);
}

const opened = new WeakMap<Y.Doc, Kind>();

function judge(
  change: RootChange,
  kind: Kind | undefined,
  writer: Writer,
  arrival: Arrival,
  tally: RefusalTally,
  crowding: Crowding,
): Undo | undefined {
  if (!kind) return judgeUnknown(change, writer, tally, crowding);
  if (change.root === registersRoot) return judgeRegisters(change, kind, writer, arrival, tally, crowding);
  const colon = change.root.indexOf(':');
  const named = colon < 0 ? undefined : fieldStoredAs(kind, change.root.slice(colon + 1));
  if (named?.field.policy === 'text' && change.root === textRoot(named.name, named.field)) {
    return judgeText(change, named.name, named.field, writer, tally, crowding);
  }
  if (named?.field.policy === 'ledger' && change.root === ledgerRoot(named.name, named.field)) {
    return judgeLedger(change, named.name, named.field, writer, tally, crowding);
  }
  return judgeUnknown(change, writer, tally, crowding);
}
