/**
 * A process that takes numbers. `lease-scene.ts FOLDER ROUNDS` takes so many ranges and prints them. Without ROUNDS it
 * keeps 8 requests going until it is killed and prints each range once it was answered: `FIRST LAST`.
 */
import { must } from '../../shared/lib/assert.ts';
import type { NumberRange } from '../../shared/lib/order-number.ts';
import { shopNamed } from './entries-scene.ts';
import { openSqliteStore } from './sqlite-store.ts';

const [, , folder, rounds] = process.argv;
const demo = shopNamed('demo');
const store = await openSqliteStore({ folder: must(folder, 'the first argument is a folder') });

if (rounds !== undefined) {
  const ranges: NumberRange[] = [];
  for (let round = 0; round < Number(rounds); round++)
    ranges.push(await store.leaseNumbers(demo, 'order', 3));
  await store.close();
  process.stdout.write(JSON.stringify(ranges));
} else {
  await Promise.all(Array.from({ length: 8 }, () => take()));
}

async function take(): Promise<void> {
  for (;;) {
    const { first, last } = await store.leaseNumbers(demo, 'order', 2);
    process.stdout.write(`${first} ${last}\n`);
  }
}
