/** Sets: one register entry per element. Adding replaces the entries of that element, removing deletes them, so a concurrent addition survives (rule MERGE-6). */
import type { Value } from '../schema/field.ts';
import { compareValues } from './policy.ts';
import type { Entry } from './types.ts';

/** The elements, each once, in an order that does not depend on who wrote when. */
export function elementsOf(entries: readonly Entry[]): Value[] {
  return [...new Set(entries.map((entry) => entry.value))].sort(compareValues);
}
