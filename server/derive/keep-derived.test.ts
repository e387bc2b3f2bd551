import { afterEach, describe, expect, test } from 'vitest';
import type { ShopId } from '../../shared/lib/ids.ts';
import { systemAuthors } from '../../shared/lib/ids.ts';
import { demo, documentName } from '../relay/testing/scene.ts';
import { MemoryStore } from '../store/memory-store.ts';
import {
  StoreUnavailable,
  type DerivationStep,
  type LogEntry,
  type MovedQuery,
  type Store,
} from '../store/store.ts';
import { temporaryStore } from '../store/temporary-store-scene.ts';
import { deriveScene } from './derive-scene.ts';

/** Says how large each part was, and fails when a test says so, as a kill at that moment would. */
class WatchedStore extends MemoryStore {
  readonly parts: number[] = [];
  failing: ((step: DerivationStep) => boolean) | undefined;

  override async moved(query: MovedQuery) {
    const moved = await super.moved(query);
    if (moved.records.length > 0) this.parts.push(moved.records.length);
    return moved;
  }

  override async saveDerivation(shop: ShopId, step: DerivationStep): Promise<void> {
    if (this.failing?.(step)) throw new StoreUnavailable('as the test says');
    await super.saveDerivation(shop, step);
  }
}

const stores: readonly (readonly [string, () => Promise<{ store: Store; remove: () => Promise<void> }>])[] = [
  ['in memory', () => Promise.resolve({ store: new MemoryStore(), remove: () => Promise.resolve() })],
  ['on a disk', () => temporaryStore()],
];

for (const [where, open] of stores) {
  describe(`fields that the relay derives, with a store ${where}`, () => {
    let close: (() => Promise<void>) | undefined;
    afterEach(async () => close?.());

    const scene = async () => {
      const { store, remove } = await open();
      const place = await deriveScene(store);
      close = async () => {
        await place.end();
        await remove();
      };
      return place;
    };

    test('DERIVE-1: an order follows its devices: received, ready, one moved to another order, one deleted', async () => {
      const { put, write, derived, fields, told } = await scene();
      await put('order/a', { number: '1' });
      await put('order/b', { number: '2' });
      await derived();
      expect([(await fields('order/a'))['status'], (await fields('order/b'))['status']]).toEqual([
        'awaiting_device',
        'awaiting_device',
      ]);
      await put('device/d', { order: 'a', status: 'device_received' });
      await put('device/e', { order: 'a', status: 'device_received' });
      await derived();
      expect((await fields('order/a'))['status']).toBe('in_progress');
      await put('device/d', { order: 'b' });
      await write('device/e', (entity) => entity.delete());
      await derived();
      expect([(await fields('order/a'))['status'], (await fields('order/b'))['status']]).toEqual([
        'awaiting_device',
        'in_progress',
      ]);
      await write('device/e', (entity) => entity.restore());
      await derived();
      expect((await fields('order/a'))['status']).toBe('in_progress');
      expect(await told('order/a')).toHaveLength(4);
      expect(await told('order/b')).toHaveLength(2);
      expect((await told('order/b'))[1]).toMatchObject([
        { type: 'register', field: 'status', to: 'in_progress' },
      ]);
    });

    test('DERIVE-1: what was set by hand stands, and what its devices say comes back with it gone', async () => {
      const { put, derived, fields } = await scene();
      await put('order/a', { override: 'cancelled' });
      await put('device/d', { order: 'a', status: 'device_received' });
      await derived();
      expect((await fields('order/a'))['status']).toBe('cancelled');
      await put('order/a', { override: null });
      await derived();
      expect((await fields('order/a'))['status']).toBe('in_progress');
    });

    test('DERIVE-2: a client follows orders and payments, also when an order is given to another client', async () => {
      const { put, write, derived, fields, told } = await scene();
      // The order is there before its client: devices send what they have in any order.
      await put('order/a', { client: 'c' });
      await derived();
      await put('client/c', { name: 'Cleo' });
      await put('client/e', { name: 'Eli' });
      await derived();
      expect(await fields('client/c')).toMatchObject({ orderCount: 1, totalSpent: null });
      expect(await told('client/e')).toEqual([]);
      await write('order/a', (entity) => {
        entity.append('payments', { method: 'cash', amount: 5_000 });
        entity.append('payments', { method: 'card', amount: -1_000 });
      });
      await derived();
      expect(await fields('client/c')).toMatchObject({ orderCount: 1, totalSpent: 4_000 });
      await put('order/a', { client: 'e' });
      await derived();
      expect(await fields('client/c')).toMatchObject({ orderCount: 0, totalSpent: 0 });
      expect(await fields('client/e')).toMatchObject({ orderCount: 1, totalSpent: 4_000 });
      await write('order/a', (entity) => entity.delete());
      await derived();
      expect(await fields('client/e')).toMatchObject({ orderCount: 0, totalSpent: 0 });
      expect([(await told('client/c')).length, (await told('client/e')).length]).toEqual([3, 2]);
    });

    test('DERIVE-4: nothing is written twice, and a record that is not there is not made', async () => {
      const { put, derived, head, store } = await scene();
      await put('device/d', { order: 'nowhere', status: 'device_received' });
      await put('order/a', { client: 'nobody' });
      await derived();
      const before = await head();
      await put('device/d', { bench: 'A1' });
      await put('ticket/t', { subject: 'Hello' });
      await derived();
      expect(await head()).toBe(before + 2 * 2);
      expect(await store.load(documentName('order/nowhere'))).toBeUndefined();
      expect(await store.load(documentName('client/nobody'))).toBeUndefined();
    });
  });
}

/** Of a thousand devices of forty orders, the last one of each order says something else than all before it. */
const statusOf = (n: number): string => (n < 960 ? 'repaired_ready' : 'device_received');

describe('what is derived, cut off and large', () => {
  const cuts: readonly (readonly [string, (step: DerivationStep) => boolean])[] = [
    ['before it is known what moved', ({ facts }) => (facts?.length ?? 0) > 0],
    ['between the write and the note of it', ({ settled }) => (settled?.length ?? 0) > 0],
  ];
  test.each(cuts)('DERIVE-4: cut off %s, the next start does it once', async (_where, failing) => {
    const store = new WatchedStore();
    const first = await deriveScene(store);
    await first.derived();
    store.failing = failing;
    await first.put('client/c', { name: 'Cleo' });
    await first.put('order/a', { client: 'c' });
    await first.put('device/d', { order: 'a', status: 'device_received' });
    while (!first.logged.some(({ event }) => event === 'not-derived')) {
      await first.time.advance(100);
      await first.settle();
    }
    await first.end();
    store.failing = undefined;
    const second = await deriveScene(store, { seed: 2 });
    await second.derived();
    expect((await second.fields('order/a'))['status']).toBe('in_progress');
    expect(await second.fields('client/c')).toMatchObject({ orderCount: 1 });
    for (const name of ['order/a', 'client/c']) {
      expect(await second.told(name)).toHaveLength(1);
      expect(await second.written(name)).toBe(1);
    }
    await second.end();
  });

  test('DERIVE-3: a store that cannot be written is tried again, and nobody who writes waits for it', async () => {
    const store = new WatchedStore();
    const { put, derived, fields, logged, time, settle } = await deriveScene(store);
    await derived();
    store.failing = () => true;
    await put('order/a', { number: '1' });
    await time.advance(200);
    await settle();
    await put('order/a', { number: '2' });
    expect(logged).toContainEqual({ level: 'warn', event: 'not-derived' });
    store.failing = undefined;
    await derived();
    expect((await fields('order/a'))['status']).toBe('awaiting_device');
  });

  test('DERIVE-3: typing in a text wakes nothing, and is taken in with the next change that counts', async () => {
    const store = new WatchedStore();
    const { put, write, derived, fields, time, settle, end } = await deriveScene(store);
    await put('order/a', { number: '1' });
    await put('device/d', { order: 'a' });
    await derived();
    store.parts.length = 0;
    await write('device/d', (entity) => entity.text('notes').insert(0, 'Screen is cracked'));
    await time.advance(60_000);
    await settle();
    expect(store.parts).toEqual([]);
    await put('device/d', { status: 'device_received' });
    await derived();
    expect((await fields('order/a'))['status']).toBe('in_progress');
    await end();
  });

  test('DERIVE-3: a start after which nothing moved reads no record and writes nothing', async () => {
    const store = new WatchedStore();
    const first = await deriveScene(store);
    await first.put('order/a', { number: '1' });
    await first.derived();
    await first.end();
    const before = await first.head();
    store.parts.length = 0;
    store.failing = () => {
      throw new Error('there is nothing to save');
    };
    const second = await deriveScene(store, { seed: 2 });
    await second.derived();
    expect(store.parts).toEqual([]);
    expect(await second.head()).toBe(before);
    await second.end();
  });

  test('DERIVE-5: a thousand devices that come at once are taken in by parts, and each order is written once', async () => {
    const store = new WatchedStore();
    const { relay, derived, told, fields, end, put } = await deriveScene(store);
    await put('order/o0', { number: 'first' });
    await derived();
    store.parts.length = 0;
    const imported = (name: string, fields: Record<string, string>) =>
      relay.write(documentName(name), systemAuthors.import, (entity) => {
        for (const [field, value] of Object.entries(fields)) entity.set(field, value);
      });
    const devices = Array.from({ length: 1_000 }, (_, n) => n);
    await Promise.all([
      ...devices.map((n) => imported(`device/d${n}`, { order: `o${n % 40}`, status: statusOf(n) })),
      ...Array.from({ length: 39 }, (_, n) => imported(`order/o${n + 1}`, { client: 'c' })),
      imported('client/c', { name: 'Cleo' }),
    ]);
    await derived();
    expect(Math.max(...store.parts)).toBeLessThanOrEqual(200);
    for (let n = 0; n < 40; n++) {
      expect((await fields(`order/o${n}`))['status']).toBe('in_progress');
      expect(await told(`order/o${n}`)).toHaveLength(n === 0 ? 2 : 1);
    }
    expect(await fields('client/c')).toMatchObject({ orderCount: 39 });
    expect(await told('client/c')).toHaveLength(1);
    await end();
  });

  test('DERIVE-3: a shop that was never followed is derived from the beginning, and shops have nothing of each other', async () => {
    const store = new MemoryStore();
    const first = await deriveScene(store);
    await first.end();
    await first.put('order/a', { number: '1' });
    await first.relay.write(documentName('device/d', 'other' as ShopId), systemAuthors.import, (entity) => {
      entity.set('order', 'a');
      entity.set('status', 'device_received');
    });
    const appended: LogEntry[] = [];
    const append = store.append.bind(store);
    store.append = (entries) => {
      appended.push(...entries);
      return append(entries);
    };
    const second = await deriveScene(store, { seed: 2 });
    await second.derived();
    expect((await second.fields('order/a'))['status']).toBe('awaiting_device');
    expect(appended.map(({ name }) => `${name.shop}/${name.kind}/${name.id}`)).toEqual([`${demo}/order/a`]);
    await second.end();
  });

  test('DERIVE-5: what was stopped begins nothing more', async () => {
    const store = new WatchedStore();
    const { put, end, time, deriving, head } = await deriveScene(store);
    await put('order/a', { number: '1' });
    await end();
    const before = await head();
    await put('order/b', { number: '2' });
    await time.advance(60_000);
    await deriving.idle();
    expect(store.parts).toEqual([]);
    expect(await head()).toBe(before + 2);
  });
});
