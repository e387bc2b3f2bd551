import { describe, expect, test } from 'vitest';
import { firstOrderNumber, mostLeased } from '../../shared/lib/order-number.ts';
import { GatedStore } from './testing/gated-store.ts';
import { scene, sceneWith } from './testing/scene.ts';

const lease = (count: number, series = 'order') => ({ type: 'lease', series, count }) as const;
const first = firstOrderNumber;

describe('numbers over a socket', () => {
  test('NUMBER-2: everybody is told a range of their own, each shop from its own', async () => {
    const { connect, settle } = await scene();
    const [ana, ben, far] = [connect('ana'), connect('ben:technician'), connect('cy:manager:other')];
    await settle();
    for (const peer of [ana, ben, far]) peer.send(lease(50));
    await settle();
    const [mine, theirs] = [ana.told('leased'), ben.told('leased')];
    expect([...mine, ...theirs].toSorted((a, b) => a.first - b.first)).toEqual([
      { type: 'leased', series: 'order', first, last: first + 49 },
      { type: 'leased', series: 'order', first: first + 50, last: first + 99 },
    ]);
    expect([mine.length, theirs.length]).toEqual([1, 1]);
    expect(far.told('leased')).toEqual([{ type: 'leased', series: 'order', first, last: first + 49 }]);
  });

  test('NUMBER-2: whoever asks for very many gets a hundred', async () => {
    const { connect, settle } = await scene();
    const ana = connect('ana');
    await settle();
    ana.send(lease(1_000_000));
    await settle();
    expect(ana.told('leased')).toMatchObject([{ first, last: first + mostLeased - 1 }]);
  });

  test('NUMBER-3: nothing is told before it is on disk, and one request waits at a time', async () => {
    const { connect, settle, store } = await sceneWith({ store: new GatedStore() });
    const ana = connect('ana');
    await settle();
    const release = store.hold('lease');
    ana.send(lease(10));
    ana.send(lease(10));
    await settle();
    expect(ana.told('leased')).toEqual([]);
    expect(ana.told('error')).toMatchObject([{ kind: 'bad-message' }]);
    release();
    await settle();
    expect(ana.told('leased')).toMatchObject([{ first, last: first + 9 }]);
    expect(store.calls.lease).toBe(1);
    ana.send(lease(10));
    await settle();
    expect(ana.told('leased')).toHaveLength(2);
  });

  test('NUMBER-3: a store that fails hands out nothing, says so, and is asked again', async () => {
    const { connect, settle, store, logged } = await sceneWith({ store: new GatedStore() });
    const ana = connect('ana');
    await settle();
    store.failing.add('lease');
    ana.send(lease(10));
    await settle();
    expect(ana.told('leased')).toEqual([]);
    expect(ana.told('error')).toMatchObject([{ kind: 'store-unavailable' }]);
    expect(logged.map(({ event }) => event)).toContain('numbers-not-leased');
    store.failing.clear();
    ana.send(lease(10));
    await settle();
    expect(ana.told('leased')).toMatchObject([{ first, last: first + 9 }]);
    expect(ana.socket.closed).toBeUndefined();
  });

  test('NUMBER-3: who only looks gets none, nor does an unknown series or a request for none', async () => {
    const { connect, settle, store } = await sceneWith({ store: new GatedStore() });
    const [eve, ana] = [connect('eve:view'), connect('ana')];
    await settle();
    eve.send(lease(10));
    ana.send(lease(10, 'invoice'));
    ana.send(lease(0));
    await settle();
    expect(eve.told('error')).toMatchObject([{ kind: 'bad-message' }]);
    expect(ana.told('error')).toMatchObject([{ kind: 'bad-message' }, { kind: 'bad-message' }]);
    expect([...eve.told('leased'), ...ana.told('leased')]).toEqual([]);
    expect([eve.socket.closed, ana.socket.closed]).toEqual([undefined, undefined]);
    expect(store.calls.lease).toBe(0);
  });

  test('NUMBER-3: a socket that went before its answer costs only the numbers', async () => {
    const { connect, settle, store } = await sceneWith({ store: new GatedStore() });
    const [ana, ben] = [connect('ana'), connect('ben')];
    await settle();
    const release = store.hold('lease');
    ana.send(lease(10));
    await settle();
    ana.socket.emit('close', 1006);
    release();
    await settle();
    ben.send(lease(10));
    await settle();
    expect(ben.told('leased')).toMatchObject([{ first: first + 10, last: first + 19 }]);
  });
});
