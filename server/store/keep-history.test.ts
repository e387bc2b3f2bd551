import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Author } from '../../shared/lib/ids.ts';
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

test('PUSH-2: operations are known as done for 90 days', async () => {
  const time = new ManualTime();
  const store = new MemoryStore();
  const { shop, kind, id } = order;
  await store.createShop(shop, 'Demo');
  const name = { shop, user: 'ana' as Author };
  for (const ago of [91, 89]) {
    const operation = { ...name, id: `${ago}`, digest: '', outcome: '{}', name: { kind, id }, version: 0 };
    await store.programs.noteOperation({ ...operation, at: time.now() - ago * day });
  }
  const stop = keepHistory({ store, days: 30, time, log: () => {} });
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  stop();
  expect(await store.programs.operation({ ...name, id: '91' })).toBeUndefined();
  expect(await store.programs.operation({ ...name, id: '89' })).toBeDefined();
});
