/**
 * Ledgers: lists that are only appended to. Each entry counts once, whatever arrived twice (rule MERGE-7), and sums
 * are made from the entries, so that two people's −1 make −2.
 */
import type * as Y from 'yjs';
import type { LedgerField, Value } from '../schema/field.ts';
import { isPlain, isReadable } from '../schema/value.ts';
import { compareText } from './policy.ts';
import { placedElements, type Placed } from './root-list.ts';
import type { LedgerEntry, LedgerSummary } from './types.ts';

const idPattern = /^[A-Za-z0-9@][A-Za-z0-9_.:@-]{0,79}$/;
const ownKeys: ReadonlySet<string> = new Set(['id', 'at', 'by']);

export const isLedgerId = (id: unknown): id is string => typeof id === 'string' && idPattern.test(id);

/** Reads one element; undefined when it is no entry. Parts are all plain values beside `id`, `at` and `by`, declared or not. */
export function parseLedgerEntry(element: unknown): LedgerEntry | undefined {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return undefined;
  const keys = new Map<string, unknown>(Object.entries(element));
  const [id, at, by] = [keys.get('id'), keys.get('at'), keys.get('by')];
  if (!isLedgerId(id) || typeof by !== 'string') return undefined;
  if (!Number.isSafeInteger(at) || (at as number) < 0) return undefined;
  const parts = Object.create(null) as Record<string, Value>;
  for (const [key, value] of keys) if (!ownKeys.has(key) && isPlain(value)) parts[key] = value;
  return { id, at: at as number, by, parts };
}

/** The entries of a ledger in document order, each id once. */
export function readLedger(list: Y.Array<unknown>, field: LedgerField): LedgerEntry[] {
  return placedLedger(list, field).map(({ entry }) => entry);
}

export interface PlacedLedgerEntry extends Pick<Placed, 'client' | 'clock'> {
  readonly entry: LedgerEntry;
}

export function placedLedger(list: Y.Array<unknown>, field: LedgerField): PlacedLedgerEntry[] {
  const byId = new Map<string, PlacedLedgerEntry>();
  for (const { value, client, clock } of placedElements(list)) {
    const entry = parseLedgerEntry(value);
    if (!entry || !isComplete(entry, field)) continue;
    const other = byId.get(entry.id);
    if (!other) byId.set(entry.id, { entry, client, clock });
    // Of two different entries with one id every replica counts the same one, in the place of the first.
    else if (comesBefore(entry, other.entry)) byId.set(entry.id, { entry, client, clock });
  }
  return [...byId.values()];
}

/** How a ledger shows in a row. */
export function summarise(entries: readonly LedgerEntry[], field: LedgerField): LedgerSummary {
  let sum = 0;
  let last = 0;
  for (const { at, parts } of entries) {
    const amount = field.amount ? field.amount(parts) : 0;
    if (Number.isFinite(amount)) sum += amount;
    if (at > last) last = at;
  }
  return { count: entries.length, sum, last };
}

function isComplete(entry: LedgerEntry, field: LedgerField): boolean {
  return Object.entries(field.entry).every(([name, { scalar, optional }]) => {
    const value = entry.parts[name];
    return value === undefined ? optional === true : isReadable(scalar, value);
  });
}

function comesBefore(a: LedgerEntry, b: LedgerEntry): boolean {
  return (a.at - b.at || compareText(canonical(a), canonical(b))) < 0;
}

/** An entry as text, equal for equal entries whatever the order of their parts. */
export function canonical({ id, at, by, parts }: LedgerEntry): string {
  const sorted = Object.entries(parts).sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([id, at, by, sorted]);
}

/** Whether an entry has these parts, whenever it was made and by whom. Clearing a part and leaving it out are the same. */
export function saysTheSame({ parts }: LedgerEntry, given: ReadonlyMap<string, Value>): boolean {
  const names = new Set([...Object.keys(parts), ...given.keys()]);
  return [...names].every((name) => (parts[name] ?? null) === (given.get(name) ?? null));
}
