/**
 * What the app may ask of the rows on this device, and what it is answered. All of it is answered at once, from memory,
 * without a network and without opening a document; `subscribeRows` tells when to ask again.
 */
import type { EntityName } from '../../shared/lib/ids.ts';
import type { Row } from '../../shared/document/types.ts';
import type { Value } from '../../shared/schema/field.ts';

/** From `from` on and before `before`; dates are compared as they are written (`YYYY-MM-DD`), instants as milliseconds. */
export interface Range {
  readonly from?: string | number;
  readonly before?: string | number;
}

/**
 * What a field must be: a value (null: nothing in it), one of several, or in a range. A set must contain it. Nothing is
 * in no range.
 */
export type Match = Value | readonly Value[] | Range;

/**
 * By the names of fields; all must hold. `updated` is when the record was last written. A reference and a field of what
 * it refers to are written with a dot: devices `where: { 'order.location': 'Cardiff' }`.
 */
export type Where = Readonly<Record<string, Match>>;

/**
 * By a field, or by `updated`. Numbers inside texts count as numbers (RM-9 before RM-10), and records without the field
 * come last. Equals stand newest first.
 */
export interface Sort {
  readonly by: string;
  readonly descending?: boolean;
}

export interface RowFilter {
  readonly where?: Where;
  /** Only records with fields that ask a person (`row.review`). */
  readonly inReview?: boolean;
  /** Deleted ones, too. One whose deletion is in review is listed anyway. */
  readonly includeDeleted?: boolean;
}

export interface RowQuery extends RowFilter {
  readonly kind: string;
  /** Rows whose fields contain all of these words, without regard to case or accents. */
  readonly text?: string;
  /** Last written first, unless told otherwise. */
  readonly sort?: Sort;
  readonly limit: number;
  readonly offset?: number;
}

export interface RowsFound {
  readonly rows: readonly Row[];
  /** How many there are in all. */
  readonly total: number;
}

export interface CountQuery extends RowFilter {
  readonly kind: string;
  /** The field whose values are counted; each element of a set counts. */
  readonly field: string;
}

export interface ReferringQuery extends Pick<RowFilter, 'includeDeleted'> {
  /** The kind of the records that refer, such as `device`. */
  readonly kind: string;
  /** Their field, such as `order`. */
  readonly field: string;
  /** Which record they refer to. */
  readonly id: string;
}

export interface SearchQuery extends Pick<RowFilter, 'includeDeleted'> {
  readonly text: string;
  /** All, unless told otherwise. */
  readonly kinds?: readonly string[];
  /** The most hits of each kind. */
  readonly limit: number;
}

/** A field in which a search found something. */
export interface Found {
  /** Whose field it is: the hit itself, or a record that it refers to, such as the client of a device. */
  readonly of: Row;
  readonly field: string;
  readonly text: string;
  /** The parts of `text` that match, from and until, in order and apart. */
  readonly ranges: readonly (readonly [number, number])[];
}

export interface SearchHit {
  readonly name: EntityName;
  readonly row: Row;
  /** The best place for each word, the best first. */
  readonly found: readonly Found[];
}

export interface SearchGroup {
  readonly kind: string;
  /** Best first. */
  readonly hits: readonly SearchHit[];
  /** How many there are in all. */
  readonly total: number;
}

export interface SearchResult {
  /** A group for each kind with hits, the one with the best hit first. */
  readonly groups: readonly SearchGroup[];
  /** False while this device's records are still being read: there may be more. */
  readonly complete: boolean;
}
