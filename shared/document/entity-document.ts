/**
 * Typed access to one record's Yjs document: the only way in which the app, the importer and the bridge read and
 * write fields. Knows the schema and the document; does not know who stores or sends it.
 */
import type * as Y from 'yjs';
import type { Kind, Value } from '../schema/field.ts';
import type { Saw } from './saw.ts';
import type { Entry, LedgerEntry, Review } from './types.ts';

export interface Appending {
  /** When it happened, in milliseconds, for what is brought in from elsewhere; now when absent. */
  readonly at?: number | undefined;
  /** Its id, where it has one already: what is appended again with the same parts is appended once. A fresh one when absent. */
  readonly id?: string | undefined;
}

export interface EntityDocument {
  readonly kind: Kind;
  readonly doc: Y.Doc;

  /** What the field's policy shows; null when nobody wrote it. Registers only. */
  get(field: string): Value;
  /** All surviving writes of a register, the shown one first. */
  entries(field: string): readonly Entry[];
  /**
   * Replaces every entry of the field that is visible here by one new entry.
   * @param saw what the writer had seen, where that is not what is here: only that is replaced, and a move is judged from it
   * @throws InvalidValue when the value is not of the field's declared type.
   * @throws UnknownField when the kind has no such register.
   * @throws IllegalMove when the field has a workflow and no move leads there from what is there.
   */
  set(field: string, value: Value, saw?: Saw): void;
  /**
   * The values that may be written to a register with a workflow now: what is there, the moves from it, and last what
   * this author may take their own move back to. Undefined for one without: any value of its type.
   */
  choices(field: string): readonly Value[] | undefined;

  /** The shared text of a text field, to bind an editor to. */
  text(field: string): Y.Text;

  /** The elements of a set, in a stable order. */
  elements(field: string): readonly Value[];
  add(field: string, element: Value, saw?: Saw): void;
  remove(field: string, element: Value, saw?: Saw): void;

  /** The entries of a ledger, in document order. */
  ledger(field: string): readonly LedgerEntry[];
  /**
   * Appends an entry by this author; answers its id.
   * @throws IdTaken when an entry of the id given says something else.
   */
  append(field: string, parts: Readonly<Record<string, Value>>, given?: Appending): string;

  readonly deleted: boolean;
  /** Marks the record deleted, noting what this replica has seen of it. */
  delete(saw?: Saw): void;
  restore(saw?: Saw): void;

  /** Several writes as one transaction: one update, one undo step, one broadcast. */
  change(write: () => void): void;

  reviews(): readonly Review[];
}
