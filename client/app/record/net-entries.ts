/**
 * What is left of a ledger of pieces when what was put back is taken from what was put in: an append-only list is
 * corrected by counter entries, and people want to see the result (rule MERGE-7).
 */
import type { LedgerEntry } from '../../../shared/document/types.ts';
import type { LedgerField, Value } from '../../../shared/schema/field.ts';

export interface NetEntry {
  /** Of its first entry; tells it from the others. */
  readonly id: string;
  /** All parts but the quantity. */
  readonly parts: Readonly<Record<string, Value>>;
  readonly quantity: number;
  /** Those it is made of, in document order. */
  readonly entries: readonly LedgerEntry[];
}

/** Entries that differ in nothing but the part `quantity` are one; those that come to nothing are left out. */
export function netEntries(entries: readonly LedgerEntry[], { entry: declared }: LedgerField): NetEntry[] {
  const names = Object.keys(declared).filter((name) => name !== 'quantity');
  const groups = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const key = JSON.stringify(names.map((name) => entry.parts[name] ?? null));
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const quantity = group.reduce((sum, { parts }) => sum + quantityOf(parts), 0);
    if (!first || quantity === 0) return [];
    const parts = Object.fromEntries(
      names.flatMap((name) => (first.parts[name] == null ? [] : [[name, first.parts[name]]])),
    );
    return [{ id: first.id, parts, quantity, entries: group }];
  });
}

const quantityOf = (parts: LedgerEntry['parts']): number => {
  const { quantity } = parts;
  return typeof quantity === 'number' ? quantity : 0;
};
