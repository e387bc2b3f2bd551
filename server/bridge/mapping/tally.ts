/**
 * A ledger of ours and a list of rows of theirs, compared by how many there are of each sort (rule BRIDGE-21). Rows there can be
 * changed and deleted, entries here are only added to: what both come to is the one thing that can be equal. Pure. Counts are kept
 * as a text, so that what was agreed on is a value like any other.
 */
import type { Value } from '../../../shared/schema/field.ts';
import { atPath } from './at-path.ts';

export interface Tally {
  /** How many an entry is: a part of it, and where a row says it. */
  readonly quantity: { readonly part: string; readonly at: string };
  /** What tells sorts apart. `each` is money of all pieces of a row, and of one piece of an entry. */
  readonly sorts: readonly {
    readonly part: string;
    readonly at: string;
    readonly as: 'line' | 'number' | 'each';
    /** The key that says it there. */
    readonly key: string;
  }[];
  /** Only entries and rows in which this is empty. */
  readonly without: { readonly part: string; readonly at: string };
  /** What a new entry says beside that. */
  readonly parts: Readonly<Record<string, Value>>;
}

/** How many of each sort, by the sort's parts as JSON; none of which there are none. */
export type Counts = ReadonlyMap<string, number>;

export const countsOf = (text: Value | undefined): Counts =>
  typeof text === 'string' && text !== '' ? new Map(JSON.parse(text) as [string, number][]) : new Map();

/** Null for none. */
export function textOf(counts: Counts): Value {
  const some = [...counts].filter(([, count]) => count !== 0);
  return some.length > 0 ? JSON.stringify(some.toSorted(([a], [b]) => (a < b ? -1 : 1))) : null;
}

/** What came, and what went, of each sort. */
export function between(from: Counts, to: Counts): Counts {
  const sorts = new Set([...from.keys(), ...to.keys()]);
  return new Map(
    [...sorts].flatMap((sort): readonly [string, number][] => {
      const more = (to.get(sort) ?? 0) - (from.get(sort) ?? 0);
      return more === 0 ? [] : [[sort, more]];
    }),
  );
}

export function tallyOurs(
  { quantity, sorts, without }: Tally,
  entries: readonly { readonly parts: Readonly<Record<string, Value>> }[],
): Value {
  const counts = new Map<string, number>();
  for (const { parts } of entries) {
    if ((parts[without.part] ?? null) !== null) continue;
    const said = sorts.map(({ part, as }) => parts[part] ?? (as === 'line' ? '' : 0));
    add(counts, JSON.stringify(said), Number(parts[quantity.part] ?? 0));
  }
  return textOf(counts);
}

/** A sort, how many, and which row it is; undefined for a row that cannot be read, null for one that does not count. */
export function readRow(
  { quantity, sorts, without }: Tally,
  row: unknown,
): { readonly sort: string; readonly count: number } | null | undefined {
  if ((atPath(row, without.at) ?? null) !== null) return null;
  const count = atPath(row, quantity.at);
  if (typeof count !== 'number' || !Number.isSafeInteger(count)) return undefined;
  if (count === 0) return null;
  const said: Value[] = [];
  for (const { at, as } of sorts) {
    const value = atPath(row, at) ?? (as === 'number' ? 0 : null);
    const read = as === 'each' ? penceOf(value, count) : value;
    if (typeof read !== (as === 'line' ? 'string' : 'number')) return undefined;
    said.push(read as Value);
  }
  return { sort: JSON.stringify(said), count };
}

/** Undefined where a row cannot be read. */
export function tallyTheirs(tally: Tally, rows: readonly unknown[]): { readonly text: Value } | undefined {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const read = readRow(tally, row);
    if (read === undefined) return undefined;
    if (read) add(counts, read.sort, read.count);
  }
  return { text: textOf(counts) };
}

/** The parts of an entry of a sort. */
export function partsOf(
  { sorts, quantity, parts }: Tally,
  sort: string,
  count: number,
): Record<string, Value> {
  const said = JSON.parse(sort) as readonly Value[];
  const own = Object.fromEntries(sorts.map(({ part }, at) => [part, said[at] ?? null]));
  return { ...parts, ...own, [quantity.part]: count };
}

/** What is sent to make a row of a sort. */
export function bodyOf({ sorts, quantity }: Tally, sort: string, count: number): Record<string, Value> {
  const said = JSON.parse(sort) as readonly Value[];
  const own = sorts.map(({ key, as }, at): readonly [string, Value] => {
    const value = said[at] ?? null;
    return [key, as === 'each' ? Number(value) / 100 : value];
  });
  return { ...Object.fromEntries(own), [quantity.at]: count };
}

function add(counts: Map<string, number>, sort: string, count: number): void {
  const sum = (counts.get(sort) ?? 0) + count;
  if (sum === 0) counts.delete(sort);
  else counts.set(sort, sum);
}

/** Of one piece; undefined where that is no whole number of pence. */
function penceOf(value: unknown, count: number): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const pence = (value * 100) / count;
  const whole = Math.round(pence);
  return Math.abs(pence - whole) > 1e-4 ? undefined : whole + 0;
}

/**
 * What was agreed on, when some of what was sent may have arrived (rule BRIDGE-7): sort by sort, since it takes a request for each.
 * @param answered whether the API said that all of it was done
 */
export function agreedCounts(base: Value | undefined, sent: Value, theirs: Value, answered: boolean): Value {
  const [had, meant, said] = [countsOf(base), countsOf(sent), countsOf(theirs)];
  const agreed = new Map(had);
  for (const [sort, more] of between(had, meant)) {
    const before = had.get(sort) ?? 0;
    const now = said.get(sort) ?? 0;
    const arrived = more > 0 ? now >= before + more : now <= before + more;
    if (arrived || (answered && now !== before)) agreed.set(sort, before + more);
  }
  return textOf(agreed);
}
