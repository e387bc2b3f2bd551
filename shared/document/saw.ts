/**
 * What somebody had seen of a record who wrote without a replica of it: over HTTP, or through another system. Their write
 * replaces what they had seen of a field and nothing else, so that a colleague's write since then stands beside it and the
 * field's own policy decides, exactly as between two replicas (rule BASE-1). Pure; knows nothing of who writes or how.
 */
import * as Y from 'yjs';
import type { Kind, Value } from '../schema/field.ts';
import { ledgerRoot, textRoot } from '../schema/stored-name.ts';
import { deletionOf, isDeletion, wasSeen, type Seen } from './deletion.ts';
import type { Seen as Stood } from './permit-move.ts';
import { readRegisters, type PlacedEntry } from './registers.ts';
import { visibleItems } from './visible-items.ts';

export interface Saw {
  /** Whether they had seen this entry of a register or a set, which is there now. */
  readonly entry: (placed: PlacedEntry) => boolean;
  /**
   * What stood in a register then: a move is judged from it, and who writes it again has changed nothing. Undefined where that is
   * not known: then what is left of it counts.
   */
  readonly stood?: (field: string) => Stood | undefined;
  /** The elements of a set then; undefined where that is not known. */
  readonly held?: (field: string) => readonly Value[] | undefined;
  /** Texts and ledgers that moved since; all of them where that is not known. */
  readonly moved?: ReadonlySet<string>;
  /** All of it as a state vector, where that is known. */
  readonly state?: Seen;
  /** When they wrote it, in milliseconds; it is stamped with that moment. Now when absent. */
  readonly at?: number;
}

/** Somebody who had seen the document as it was at a state vector. Exact: what is there still and was there then, they had seen. */
export const sawState = (state: Seen, at?: number): Saw => ({
  entry: ({ client, clock }) => wasSeen(state, client, clock),
  state,
  ...(at !== undefined && { at }),
});

/**
 * Somebody of whom is known which value each register held for them, and no more: another system. A value that is there
 * again counts as seen. What is said of no field was not seen.
 */
export const sawValues = (base: ReadonlyMap<string, Value>, at?: number): Saw => ({
  entry: ({ entry: { field, value } }) =>
    base.has(field) && (field === 'deleted' ? isDeletion(value) : value) === (base.get(field) ?? null),
  stood(field) {
    const value = base.get(field);
    return value === undefined ? undefined : [{ value, author: '' }];
  },
  ...(at !== undefined && { at }),
});

/**
 * A deletion by somebody who had seen only that: it disagrees with what came since (rule MERGE-8). Where their state vector is
 * not known it claims less than they had seen, never more.
 */
export function deletionHaving(doc: Y.Doc, kind: Kind, saw: Saw): string {
  const seen = new Map(Y.decodeStateVector(Y.encodeStateVector(doc)));
  const { state } = saw;
  if (state) {
    for (const [client, clock] of seen) seen.set(client, Math.min(clock, state.get(client) ?? 0));
    return deletionOf(seen);
  }
  for (const { client, clock } of unseenIn(doc, kind, saw)) {
    if (clock < (seen.get(client) ?? 0)) seen.set(client, clock);
  }
  return deletionOf(seen);
}

function* unseenIn(
  doc: Y.Doc,
  kind: Kind,
  saw: Saw,
): Generator<{ readonly client: number; readonly clock: number }> {
  for (const entries of readRegisters(doc, kind).values()) {
    for (const placed of entries) if (!saw.entry(placed)) yield placed;
  }
  for (const [name, field] of kind.fields) {
    if (saw.moved && !saw.moved.has(name)) continue;
    if (field.policy === 'text')
      for (const { id } of visibleItems(doc.getText(textRoot(name, field)))) yield id;
    if (field.policy === 'ledger')
      for (const { id } of visibleItems(doc.getArray(ledgerRoot(name, field)))) yield id;
  }
}
