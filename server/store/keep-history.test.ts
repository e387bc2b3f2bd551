import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { documentNamed, entry } from './entries-scene.ts';
import { keepHistory } from './keep-history.ts';
import { MemoryStore } from './memory-store.ts';

const day = 24 * 3_600_000;
const order = documentNamed('order/a');

test('HIST-8: what is older than it is to be kept is forgotten every day, and a store that fails is tried again', async () => {
  const time = new ManualTime();
  const store = new MemoryStore();
  await store.createShop(order.shop, 'Demo');
  await store.append(
    [40, 20, 1].map((ago) =>
      entry(order, '', { at: time.now() - ago * day, changes: `["${ago} days ago"]` }),
    ),
  );
  const logged: string[] = [];
  const log = (_level: string, event: string): void => void logged.push(event);
  const left = async () => {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    const history = await store.history({ name: order, limit: 10 });
    return history?.entries.map(({ changes }) => changes);
  };
  const stop = keepHistory({ store, days: 30, time, log });
  expect(await left()).toEqual(['["1 days ago"]', '["20 days ago"]']);
  expect(logged).toEqual(['history-forgotten']);
  store.breakDisk(true);
  await time.advance(11 * day);
  await left();
  expect(logged).toContain('history-not-forgotten');
  store.breakDisk(false);
  await time.advance(day);
  expect(await left()).toEqual(['["1 days ago"]']);
  stop();
  await time.advance(60 * day);
  expect(await left()).toEqual(['["1 days ago"]']);
});
