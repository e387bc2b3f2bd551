/** What the shop's newest devices have in some fields, most frequent first: suggestions while typing. */
import { textOf } from '../list/text-of.ts';
import type { Replica } from '../../replica/types.ts';

/** Enough to know a shop's habits, few enough to count within a frame. */
const looked = 400;

export function wordsUsed(
  replica: Pick<Replica, 'rows'>,
  fields: readonly string[],
): Readonly<Record<string, string[]>> {
  const { rows } = replica.rows({ kind: 'device', limit: looked });
  return Object.fromEntries(
    fields.map((field) => {
      const counts = new Map<string, number>();
      for (const row of rows) {
        const value = textOf(row, field);
        if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return [field, [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word)];
    }),
  );
}
