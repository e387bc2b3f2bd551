/** Which fields of a record ask a person: concurrent values that differ, and a deletion beside something it had not seen. */
import type * as Y from 'yjs';
import type { Kind } from '../schema/field.ts';
import { ledgerRoot, textRoot } from '../schema/stored-name.ts';
import { isDeletion, readSeen, seenByAny, wasSeen, type Seen } from './deletion.ts';
import { placedLedger } from './ledger.ts';
import { decide, type Shown } from './policy.ts';
import type { PlacedEntry } from './registers.ts';
import { visibleItems } from './visible-items.ts';
import type { Entry, Review } from './types.ts';

export interface DeletionState {
  readonly deleted: boolean;
  /** The entries of `deleted`, the shown one first, then the writes that no deletion had seen; values are booleans for `deleted`. */
  readonly entries: readonly Entry[];
  readonly inReview: boolean;
}

/** The review fields that ask a person, in the order of the schema. Who has the deletion state already hands it in. */
export function reviewsOf(
  doc: Y.Doc,
  kind: Kind,
  registers: ReadonlyMap<string, readonly PlacedEntry[]>,
  deletion: DeletionState = deletionState(doc, kind, registers),
): Review[] {
  const reviews: Review[] = [];
  for (const [name, field] of kind.fields) {
    if (name === 'deleted') {
      const { entries, inReview } = deletion;
      if (inReview) reviews.push({ field: name, gravity: field.gravity, entries });
    } else if (field.policy === 'review') {
      const { entries, inReview } = shownOf(registers.get(name), 'review');
      if (inReview) reviews.push({ field: name, gravity: field.gravity, entries });
    }
  }
  return reviews;
}

export const shownOf = (
  placed: readonly PlacedEntry[] | undefined,
  policy: Parameters<typeof decide>[0],
): Shown =>
  decide(
    policy,
    (placed ?? []).map(({ entry }) => entry),
  );

/**
 * Whether the record is deleted, and whether a person is asked. Deletions agree with each other whatever they had
 * seen. One disagrees with a concurrent restoration, and with every surviving write of a person that no surviving
 * deletion had seen; what the relay derives counts for nothing here.
 */
export function deletionState(
  doc: Y.Doc,
  kind: Kind,
  registers: ReadonlyMap<string, readonly PlacedEntry[]>,
): DeletionState {
  const placed = registers.get('deleted') ?? [];
  if (placed.length === 0) return { deleted: false, entries: [], inReview: false };
  const raw = shownOf(placed, 'review').entries;
  const asBoolean = raw.map((entry) => ({ ...entry, value: isDeletion(entry.value) }));
  const deleted = asBoolean[0]?.value === true;
  const disagreeing = asBoolean.some((entry) => entry.value !== deleted);
  const deletions = raw.map((entry) => readSeen(entry.value)).filter((each) => each !== undefined);
  if (deletions.length === 0) return { deleted, entries: asBoolean, inReview: false };
  const seen = seenByAny(deletions);
  const unseen = unseenEntries(kind, registers, seen);
  const inReview = disagreeing || unseen.length > 0 || hasUnseenContent(doc, kind, seen);
  return { deleted, entries: [...asBoolean, ...unseen], inReview };
}

function unseenEntries(
  kind: Kind,
  registers: ReadonlyMap<string, readonly PlacedEntry[]>,
  seen: Seen,
): Entry[] {
  const unseen: Entry[] = [];
  for (const [name, field] of kind.fields) {
    if (name === 'deleted' || field.policy === 'server') continue;
    for (const { entry, client, clock } of registers.get(name) ?? []) {
      if (!wasSeen(seen, client, clock)) unseen.push(entry);
    }
  }
  return unseen;
}

function hasUnseenContent(doc: Y.Doc, kind: Kind, seen: Seen): boolean {
  for (const [name, field] of kind.fields) {
    if (field.policy === 'text') {
      for (const item of visibleItems(doc.getText(textRoot(name, field)))) {
        if (!wasSeen(seen, item.id.client, item.id.clock + item.length - 1)) return true;
      }
    } else if (field.policy === 'ledger') {
      const entries = placedLedger(doc.getArray(ledgerRoot(name, field)), field);
      if (entries.some(({ client, clock }) => !wasSeen(seen, client, clock))) return true;
    }
  }
  return false;
}
