/**
 * What a document looks like from above: entries, rows, reviews, refusals. The functions that make them are
 * beside this file, one idea each.
 */
import type { Stamp } from '../lib/stamp.ts';
import type { Gravity, Value } from '../schema/field.ts';

/** One surviving write of a register or one element of a set, as it lies in `registers`: `[field, value, stamp, author]`. */
export interface Entry {
  readonly field: string;
  readonly value: Value;
  readonly stamp: Stamp;
  readonly author: string;
}

/** One entry of a ledger: `id`, `at` (milliseconds) and `by` beside the parts that the schema declares. */
export interface LedgerEntry {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly parts: Readonly<Record<string, Value>>;
}

/** How a ledger shows in a row: what can be listed without opening the document. */
export interface LedgerSummary {
  readonly count: number;
  /** The sum of the amounts, where the schema declares one; else 0. */
  readonly sum: number;
  /** Milliseconds of the newest entry; 0 when there is none. */
  readonly last: number;
}

export type RowValue = Value | readonly Value[] | LedgerSummary;

/**
 * The plain object a document projects to. `fields` has every declared field of the kind (a null-prototype object,
 * so that a field named `__proto__` is only a name) and is JSON as it stands.
 */
export interface Row {
  readonly kind: string;
  readonly id: string;
  /** Milliseconds of the newest surviving write. */
  readonly at: number;
  readonly deleted: boolean;
  /** Fields whose concurrent values ask a person, in the order of the schema; `deleted` when deletion and an edit were concurrent. */
  readonly review: readonly string[];
  readonly fields: Readonly<Record<string, RowValue>>;
}

/** A field that asks a person: all values that nobody has replaced, the shown one first. */
export interface Review {
  readonly field: string;
  readonly gravity: Gravity;
  readonly entries: readonly Entry[];
}

/** The closed list of rules by which an edit is written back; docs/SPEC.md, section REFUSE. */
export type RefusalRule =
  /** The value is not of the field's declared type, or not a plain value at all. */
  | 'schema'
  /** The entry names another author than the user who sent it. */
  | 'author'
  /** Only the relay or the bridge writes this field. */
  | 'server-field'
  /** Ledgers are only ever appended to. */
  | 'append-only'
  /** The user's role may not write this field. */
  | 'role'
  /** The text or the record would become larger than allowed. */
  | 'too-large'
  /** No legal move of the field's workflow leads to the value from what was there. */
  | 'workflow';

export interface Refusal {
  /** The field's present name, or an undeclared one as it was written; `?` for what is no name, empty where none was given. */
  readonly field: string;
  readonly rule: RefusalRule;
  /** What was written, as JSON would show it, for the quarantine; with `count`, a list of the first few. */
  readonly value: unknown;
  /** How many elements of the field the rule refused, where it was more than one. */
  readonly count?: number;
  /** `value`, or one of the list, is no more than a word for what was written: that was too long, or nothing that JSON can show. */
  readonly cut?: true;
}
