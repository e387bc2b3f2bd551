/**
 * How far records have come into the legacy system that a shop is bridged to (section LEGACY of docs/SPEC.md). Nearly all of
 * them are there, so only the others are told of, and only when that changed.
 */

/** Where one record stands. */
export type LegacyStep =
  /** All of it that has a place there is there. */
  | 'there'
  /** Something of it is on its way. */
  | 'waiting'
  /** The bridge gave up; the operator sees why. */
  | 'given-up'
  /** It is not kept there: it was deleted there, or there is nothing that it could be there. */
  | 'apart'
  /** It is there, but for values that cannot be said there. */
  | 'part';

export interface LegacyRecord {
  /** `kind/id`. */
  readonly name: string;
  readonly step: LegacyStep;
}

/** Tells how records stand that are not there, or are again. Replicas older than this message ignore it. */
export interface LegacyNews {
  readonly type: 'legacy';
  /** The kinds that the legacy system has; none where this shop has no bridge. */
  readonly kinds: readonly string[];
  /** A digest of all that there is to tell; empty while the relay does not know, or it would be too much. */
  readonly version: string;
  /** What these records change; that of nothing at all where they are everything. Another one has to be asked for. */
  readonly before: string;
  readonly records: readonly LegacyRecord[];
}

/** Asks for everything, because what is here has another digest. */
export interface AskLegacy {
  readonly type: 'legacy';
}

/** The digest of nothing: every record is there. */
export const allThere = '0';
