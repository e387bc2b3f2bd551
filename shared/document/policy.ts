/** The policies: from the surviving entries of a field to what is shown and whether a person is asked. Pure, and the same on every replica. */
import { never } from '../lib/assert.ts';
import { isSystemAuthor } from '../lib/ids.ts';
import type { RegisterField, Value } from '../schema/field.ts';
import type { Entry } from './types.ts';

export interface Shown {
  /** All entries that count, the shown one first, the others in the order in which they would be shown. */
  readonly entries: readonly Entry[];
  /** Whether the entries disagree and a person is asked. */
  readonly inReview: boolean;
}

/** Applies a register field's policy (rules MERGE-2 to MERGE-5). */
export function decide(policy: RegisterField['policy'], surviving: readonly Entry[]): Shown {
  switch (policy) {
    case 'latest':
      return { entries: ordered(surviving), inReview: false };
    case 'review':
      return { entries: ordered(surviving), inReview: disagree(surviving) };
    case 'server':
      return { entries: ordered(surviving.filter(bySystem)), inReview: false };
    case 'client': {
      const people = surviving.filter((entry) => !bySystem(entry));
      return { entries: [...ordered(people), ...ordered(surviving.filter(bySystem))], inReview: false };
    }
    default:
      return never(policy, 'policy');
  }
}

/** Whether two of the values differ. The same value written twice at once is agreement. */
export function disagree(entries: readonly Entry[]): boolean {
  const [first, ...others] = entries;
  return first !== undefined && others.some((entry) => entry.value !== first.value);
}

const bySystem = (entry: Entry): boolean => isSystemAuthor(entry.author);

/** Highest stamp first; equal stamps are told apart by author, then by value, so that every replica shows the same. */
function ordered(entries: readonly Entry[]): Entry[] {
  return [...entries].sort(
    (a, b) => b.stamp - a.stamp || compareText(b.author, a.author) || compareValues(b.value, a.value),
  );
}

const typeOrder = ['object', 'boolean', 'number', 'string'];

/** A total order of plain values: null, booleans, numbers, strings. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return typeOrder.indexOf(typeof a) - typeOrder.indexOf(typeof b);
}

/** By UTF-16 units: the same in every place and language, unlike a collation. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
