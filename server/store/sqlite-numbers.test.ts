/** Numbers on a real disk: handed out by two processes, over a restart, by one that is killed, and by a full disk. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstOrderNumber, type NumberRange } from '../../shared/lib/order-number.ts';
import { documentNamed, entry, shopNamed } from './entries-scene.ts';
import { StoreUnavailable } from './store.ts';
import { temporaryStore, type TemporaryStore } from './temporary-store-scene.ts';

const script = path.join(import.meta.dirname, 'lease-scene.ts');
const demo = shopNamed('demo');

let scene: TemporaryStore;
beforeEach(async () => {
  scene = await temporaryStore();
  await scene.store.createShop(demo, 'Demo');
});
afterEach(() => scene.remove());

const lease = (count: number): Promise<NumberRange> => scene.store.leaseNumbers(demo, 'order', count);

/** Every number of the ranges, each of which somebody was told. */
const numbersOf = (ranges: readonly NumberRange[]): number[] =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at));

it('STORE-20: two processes on one file never hand out the same number', async () => {
  const rounds = 60;
  let done = false;
  const others = promisify(execFile)(process.execPath, [script, scene.folder, String(rounds)]).finally(
    () => (done = true),
  );
  const mine: NumberRange[] = [];
  const isOver = () => done;
  while (!isOver()) mine.push(await lease(2));
  const theirs = JSON.parse((await others).stdout) as NumberRange[];
  const all = numbersOf([...mine, ...theirs]).sort((a, b) => a - b);
  expect(theirs).toHaveLength(rounds);
  // Both were at it at the same time, and together left nothing out.
  expect(theirs.at(-1)?.last).toBeGreaterThan(firstOrderNumber + rounds * 3);
  expect(all).toEqual(all.map((_, at) => firstOrderNumber + at));
}, 60_000);

it('STORE-20: what was handed out stays so over a restart, and rows are looked at once only', async () => {
  await lease(10);
  await scene.reopen();
  expect(await lease(10)).toEqual({ first: firstOrderNumber + 10, last: firstOrderNumber + 19 });
  const row = JSON.stringify({ fields: { number: 'RM-500' } });
  await scene.store.append([entry(documentNamed('order/a'), '', { row })]);
  expect((await lease(1)).first).toBe(firstOrderNumber + 20);
});

it('STORE-20: killed between commit and answer, numbers are skipped and none is given twice', async () => {
  const told: NumberRange[] = [];
  for (let kill = 0; kill < 3; kill++) {
    const taker = spawn(process.execPath, [script, scene.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(taker, 'exit');
    let lines = 0;
    for await (const line of createInterface({ input: taker.stdout })) {
      const [first = NaN, last = NaN, ...rest] = line.split(' ').map(Number);
      // A line that the kill cut short told nobody anything.
      if (rest.length === 0 && last === first + 1) told.push({ first, last });
      if (++lines === 20 + kill * 7) taker.kill('SIGKILL');
    }
    await exited;
    told.push(await lease(2));
  }
  const all = numbersOf(told);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(2 * 3 * 20);
}, 60_000);

it('STORE-3: a full disk hands out nothing, and goes on where it was', async () => {
  await scene.reopen({ maxPages: 200 });
  expect((await lease(5)).last).toBe(firstOrderNumber + 4);
  const [filled, leased] = await Promise.allSettled([
    scene.store.append([entry(documentNamed('order/a'), 'x'.repeat(2_000_000))]),
    lease(5),
  ]);
  expect([filled, leased]).toMatchObject(
    Array.from({ length: 2 }, () => ({
      status: 'rejected',
      reason: expect.any(StoreUnavailable) as StoreUnavailable,
    })),
  );
  expect((await lease(5)).first).toBe(firstOrderNumber + 5);
});
