/** Ids as section 1.10 has them: UUIDs with dashes and 32 hex digits without, in one table. */
import { randomInt, type Random } from '../../../shared/lib/random.ts';

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => randomInt(random, 0, 15).toString(16)).join('');

export function legacyId(random: Random): string {
  const dashed = random() < 0.7;
  const variant = '89ab'.charAt(randomInt(random, 0, 3));
  const id = [
    hex(random, 8),
    hex(random, 4),
    `4${hex(random, 3)}`,
    `${variant}${hex(random, 3)}`,
    hex(random, 12),
  ];
  return id.join(dashed ? '-' : '');
}
