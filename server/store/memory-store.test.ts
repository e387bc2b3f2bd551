import { describe, expect, it } from 'vitest';
import { documentNamed, entry, itemsOf, shopNamed, text } from './entries-scene.ts';
import { MemoryStore } from './memory-store.ts';
import { storeContract } from './store.contract.ts';
import { StoreUnavailable } from './store.ts';

storeContract('MemoryStore', async () => ({ store: new MemoryStore(), remove: () => Promise.resolve() }));

describe('what tests can do to a MemoryStore', () => {
  const order = documentNamed('order/a');

  it('STORE-3: with a broken disk it stores nothing and still reads; mended, it goes on', async () => {
    const store = new MemoryStore();
    await store.createShop(order.shop, 'Demo');
    store.breakDisk(true);
    await expect(store.append([entry(order, '1')])).rejects.toThrow(StoreUnavailable);
    expect(await store.load(order)).toBeUndefined();
    expect(await store.healthy()).toBe(false);
    store.breakDisk(false);
    expect(await store.append([entry(order, '2')])).toHaveLength(1);
  });

  it('STORE-5: a lost entry is told by load and in pages until a compaction heals it', async () => {
    const store = new MemoryStore();
    await store.createShop(order.shop, 'Demo');
    const [, lost = 0, head = 0] = await store.append(['1', '2', '3'].map((update) => entry(order, update)));
    store.lose(order, lost);
    const document = await store.load(order);
    expect(document?.damage).toEqual([{ kind: 'missing', what: 'log', seq: lost }]);
    expect(document?.updates.map(text)).toEqual(['1', '3']);
    const page = () => store.page({ shop: shopNamed('demo'), after: 0, bytes: 1 });
    expect(await itemsOf(await page())).toMatchObject([{ damaged: true, whole: false }]);
    await store.compact(order, { state: new Uint8Array([1]), upTo: head, replaces: 0, row: '{}' });
    expect((await store.load(order))?.damage).toEqual([]);
    expect(await itemsOf(await page())).toMatchObject([{ damaged: false, whole: true }]);
  });
});
