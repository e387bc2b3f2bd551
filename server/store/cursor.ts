/**
 * What a cursor says about its holder. Entries have even numbers. A page that ends a catch-up gives the shop's
 * newest number as cursor: its holder has everything up to there, and can later be sent just the entries after
 * it. A page in the middle gives an odd cursor, one above the last document in it. Its holder does *not* have
 * everything below: a document that moved while the pages were fetched has left the place it would have been
 * delivered at, with entries on both sides of the cursor. So after an odd cursor documents are sent whole
 * (rule STORE-8; docs/decisions/0006-cursors-in-the-middle-are-odd.md).
 */
import type { Seq } from './store.ts';

/** The distance between two numbers of a log. */
export const step = 2;

/** The cursor after a page with more to come, whose last document has this newest entry. */
export const cursorWithin = (last: Seq): Seq => last + 1;

/** Whether a replica with this cursor has everything up to it. */
export const isComplete = (cursor: Seq): boolean => cursor % step === 0;
