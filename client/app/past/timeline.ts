/** Reading a record's history from the relay: what an answer must look like, and how a fresh first page joins what was here. */
import { byAge, type HistoryEntry } from '../../../shared/document/history/change.ts';
import type { PastRecord } from '../../../shared/document/history/record-at.ts';
import { NoAnswer } from '../../replica/relay-api.ts';

export interface TimelinePage {
  /** The newest first. */
  readonly entries: readonly HistoryEntry[];
  /** Where the next page goes on; null at the beginning of the record. */
  readonly next: string | null;
  /** Entries that cannot be read any more. */
  readonly lost: number;
}

/** A record as it was, as the relay tells it. */
export type ToldPast =
  { readonly certainty: 'before' } | (PastRecord & { readonly certainty: 'exact' | 'incomplete' });

/** @throws NoAnswer for what no relay of this version would say */
export function readPage(answer: unknown): TimelinePage {
  const found = answer as Partial<TimelinePage> | null;
  const { entries, next, lost } = found ?? {};
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw new NoAnswer('failed');
  return {
    entries,
    next: typeof next === 'string' ? next : null,
    lost: typeof lost === 'number' ? lost : 0,
  };
}

function isEntry(value: unknown): value is HistoryEntry {
  const { version, part, at, author, changes } = (value ?? {}) as Partial<HistoryEntry>;
  return (
    [version, part, at].every((each) => typeof each === 'number') &&
    typeof author === 'string' &&
    Array.isArray(changes)
  );
}

/** @throws NoAnswer as above */
export function readPast(answer: unknown): ToldPast {
  const past = (answer ?? {}) as Partial<PastRecord> & { readonly certainty?: unknown };
  if (past.certainty === 'before') return { certainty: 'before' };
  const { certainty, deleted, fields, review, unknown } = past;
  const isKnown = certainty === 'exact' || certainty === 'incomplete';
  if (!isKnown || !fields || !review || !Array.isArray(unknown)) throw new NoAnswer('failed');
  return { certainty, deleted: deleted === true, fields, review, unknown };
}

/**
 * A fresh first page before what was here. What lies in its range is only what it says: a spell of writing that went on
 * has become another entry.
 */
export function joined(fresh: TimelinePage, known: TimelinePage | undefined): TimelinePage {
  const last = fresh.entries.at(-1);
  if (!known || !last || fresh.next === null) return fresh;
  const newest = known.entries[0];
  // Between the two may lie what nobody has read.
  if (!newest || byAge(newest, last) < 0) return fresh;
  const older = known.entries.filter((entry) => byAge(entry, last) < 0);
  if (older.length === 0) return fresh;
  return { entries: [...fresh.entries, ...older], next: known.next, lost: Math.max(fresh.lost, known.lost) };
}
