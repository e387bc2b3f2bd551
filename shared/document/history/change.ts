/**
 * What the history of a record says: who changed which field from what to what, when and through what (section HIST of
 * docs/SPEC.md). Plain data, JSON as it stands. How it is made is in the files beside this one.
 */
import type { Stamp } from '../../lib/stamp.ts';
import type { Value } from '../../schema/field.ts';
import type { LedgerEntry, RefusalRule } from '../types.ts';

/** The doors to a record: a closed list. */
export const doors = [
  /** A replica. */
  'app',
  /** Another Yjs client. */
  'plain',
  'rest',
  /** An edit that was sent back, which the relay wrote for who applied it (rule QUAR-4). */
  'applied',
  'bridge',
  'import',
  'demo',
  /** What the relay derives. */
  'relay',
  /** Lost rows that somebody's replica brought back: no edit of theirs (rule ROOM-9). */
  'heal',
  /** It is from before this was noted. */
  'unknown',
] as const;

/** Through what an edit came. */
export type Through = (typeof doors)[number];

/** One of several values that stand beside each other. */
export interface Standing {
  readonly value: Value;
  readonly stamp: Stamp;
  readonly author: string;
}

/** What a register shows changed, or which values stand in review. */
export interface RegisterChange {
  readonly type: 'register';
  readonly field: string;
  /** What was shown before and after; booleans for `deleted`. */
  readonly from: Value;
  readonly to: Value;
  /** The device's time of the newest write in it; absent where something was only taken away. */
  readonly stamp?: Stamp;
  /** What was written, where something else is shown: it was concurrent, and is shown by a later stamp or a policy. */
  readonly wrote?: Value;
  /** The values that were in review before. */
  readonly stood?: readonly Standing[];
  /** The values that are in review now. With `stood` and without `standing` it is a settlement, which took `to`. */
  readonly standing?: readonly Standing[];
}

export interface SetChange {
  readonly type: 'set';
  readonly field: string;
  readonly added: readonly Value[];
  readonly removed: readonly Value[];
  readonly stamp?: Stamp;
}

export interface LedgerChange {
  readonly type: 'ledger';
  readonly field: string;
  readonly appended: readonly LedgerEntry[];
  /** How many more were appended at once than are listed. */
  readonly more?: number;
}

/** One step through a text, from its beginning. */
export type TextStep = { readonly keep: number } | { readonly remove: string } | { readonly insert: string };

/** What one author did to a text in one spell of writing. */
export interface TextChange {
  readonly type: 'text';
  readonly field: string;
  /** When the spell began, in the relay's milliseconds; it ended at the time of the entry. */
  readonly since: number;
  /** When the first of several who wrote at once began, where it was somebody else. */
  readonly together?: number;
  readonly steps: readonly TextStep[];
}

/** The first entry of a record: there was nothing before. */
export interface CreatedChange {
  readonly type: 'created';
}

/** Something was written back; it is in quarantine under this id. */
export interface RefusedChange {
  readonly type: 'refused';
  readonly field: string;
  readonly rule: RefusalRule;
  readonly id: string;
}

/** The entry is a refused edit of somebody else's, applied by its author. */
export interface AppliedChange {
  readonly type: 'applied';
  readonly id: string;
  readonly author: string;
}

/** A moment of a record: a time of the relay's in milliseconds, or the entry of its log after which it is shown. */
export type Moment = { readonly time: number } | { readonly version: number };

/** The entry brings back what was there at a moment. */
export interface RestoredChange {
  readonly type: 'restored';
  readonly from: Moment;
}

export type FieldChange = RegisterChange | SetChange | LedgerChange | TextChange;
export type Change = FieldChange | CreatedChange | RefusedChange | AppliedChange | RestoredChange;

/** One entry of a record's history. */
export interface HistoryEntry {
  /** The number of the log entry that it was, or ended with. */
  readonly version: number;
  /** Tells entries of one version apart: 0 is its registers, sets and ledgers, the others are texts. */
  readonly part: number;
  /** The relay's time in milliseconds. */
  readonly at: number;
  readonly author: string;
  readonly through: Through;
  readonly changes: readonly Change[];
}

/** The order of a history, oldest first. */
export const byAge = (a: HistoryEntry, b: HistoryEntry): number => a.version - b.version || a.part - b.part;
