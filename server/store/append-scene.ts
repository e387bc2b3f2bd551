/**
 * A process that appends to a store. `append-scene.ts FOLDER ROUNDS` appends one after the other and prints the
 * numbers. Without ROUNDS it keeps 16 appends going until it is killed and prints each number once it is
 * acknowledged: `NUMBER TEXT`.
 */
import { must } from '../../shared/lib/assert.ts';
import { documentNamed, entry } from './entries-scene.ts';
import { openSqliteStore } from './sqlite-store.ts';

const [, , folder, rounds] = process.argv;
const order = documentNamed('order/a');
const store = await openSqliteStore({ folder: must(folder, 'the first argument is a folder') });

if (rounds !== undefined) {
  const seqs: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    seqs.push(...(await store.append([entry(order, `theirs ${round}`)])));
  }
  await store.close();
  say(JSON.stringify(seqs));
} else {
  await store.createShop(order.shop, 'Demo');
  say('ready\n');
  await Promise.all(Array.from({ length: 16 }, (_, lane) => fill(lane)));
}

async function fill(lane: number): Promise<void> {
  const name = documentNamed(`order/lane-${lane}`);
  for (let round = 0; ; round++) {
    const text = `${process.pid} ${lane} ${round}`;
    try {
      const [seq] = await store.append([entry(name, text, { changes: JSON.stringify([text]) })]);
      say(`${seq} ${text}\n`);
    } catch (error) {
      say(`refused ${error instanceof Error ? error.name : ''}\n`);
    }
  }
}

/** Waits until the pipe has taken it, however slowly it is read; `writeSync` would throw EAGAIN where the pipe is full. */
function say(text: string): void {
  process.stdout.write(text);
}
