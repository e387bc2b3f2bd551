/** Some record of a table, by chance. */
import { randomInt, type Random } from '../../../shared/lib/random.ts';

export interface Counted {
  count(): number;
  find(where: string, values: readonly number[]): readonly { readonly id: string }[];
}

/** undefined where there is none. */
export function anyId(table: Counted, random: Random): string | undefined {
  const many = table.count();
  if (many === 0) return undefined;
  return table.find('1 ORDER BY rowid LIMIT 1 OFFSET ?', [randomInt(random, 0, many - 1)])[0]?.id;
}
