import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Device, Scene, sharedByTabs } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import type { Replica } from './types.ts';

let relay: ScriptedRelay;
let scene: Scene;
let count = 0;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

/** A device whose replicas are tabs: they share a database, locks and a channel. */
const tabsOf = (): Device => {
  const device = `numbers-${process.pid}-${count++}/`;
  return scene.device(relay, sharedByTabs(device));
};

/** Until the relay was asked for that many ranges and the last one is kept, which the next look in the vault shows. */
const leased = (times: number): Promise<void> =>
  vi.waitFor(() => expect(relay.said('lease')).toBe(times), 8_000);

async function take(replica: Replica, times: number): Promise<(string | undefined)[]> {
  const taken: (string | undefined)[] = [];
  for (let at = 0; at < times; at++) taken.push(await replica.takeNumber());
  return taken;
}

const numbersFrom = (first: number, length: number): string[] =>
  Array.from({ length }, (_, at) => `RM-${first + at}`);

/** Waits for the first range, and takes a number of it. */
const firstOf = (replica: Replica): Promise<string> =>
  vi.waitFor(async () => {
    const number = await replica.takeNumber();
    expect(number).toBeDefined();
    return number ?? '';
  }, 8_000);

describe('numbers on a device', () => {
  it('NUMBER-4: they are there before they are needed, and without a network they go on until there are none', async () => {
    const replica = await scene.device(relay).start();
    expect(await firstOf(replica)).toBe('RM-10001');
    expect(relay.seen.map(({ message }) => message).filter(({ type }) => type === 'lease')).toEqual([
      { type: 'lease', series: 'order', count: 50 },
    ]);
    relay.reachable = false;
    relay.cut();
    await vi.waitFor(() => expect(replica.status().state).not.toBe('completed'));
    expect(await take(replica, 49)).toEqual(numbersFrom(10_002, 49));
    expect(await take(replica, 2)).toEqual([undefined, undefined]);
  });

  it('NUMBER-6: more are asked for when fewer than twenty are left, once', async () => {
    const replica = await scene.device(relay).start();
    await firstOf(replica);
    expect(await take(replica, 29)).toEqual(numbersFrom(10_002, 29));
    expect(relay.said('lease')).toBe(1);
    expect(await take(replica, 1)).toEqual(['RM-10031']);
    await leased(2);
    expect(await take(replica, 40)).toEqual(numbersFrom(10_032, 40));
    expect(relay.said('lease')).toBe(2);
  });

  it('NUMBER-4, NUMBER-6: tabs and reloads share them, and the leading tab asks for another’s', async () => {
    const device = tabsOf();
    const [first, second] = [await device.start(), await device.start()];
    const taken = [await firstOf(first)];
    const both = await Promise.all([take(first, 15), take(second, 15)]);
    taken.push(...both.flat().map((number) => number ?? 'none'));
    expect(taken.toSorted()).toEqual(numbersFrom(10_001, 31));
    await leased(2);
    expect(
      relay.seen.filter(({ message }) => message.type === 'lease').map(({ session }) => session),
    ).toEqual([1, 1]);
    await Promise.all([first.stop(), second.stop()]);
    relay.reachable = false;
    const again = await device.start();
    expect(await take(again, 3)).toEqual(numbersFrom(10_032, 3));
  });

  it('NUMBER-5: a relay with another store gives new ones, and what the old one gave is not used', async () => {
    const replica = await scene.device(relay).start();
    await firstOf(replica);
    relay.epoch = 'epoch-2';
    relay.nextNumber = 20_001;
    relay.cut();
    await leased(2);
    await vi.waitFor(async () => expect(await replica.takeNumber()).toMatch(/^RM-200/));
  });

  it('NUMBER-6: what cannot be handed out is asked for again after the next one was taken', async () => {
    relay.refuseNumbers = true;
    const replica = await scene.device(relay).start();
    await leased(1);
    expect(await replica.takeNumber()).toBeUndefined();
    await leased(2);
    relay.refuseNumbers = false;
    expect(await firstOf(replica)).toBe('RM-10001');
  });

  it('NUMBER-6: an older relay that knows no such request is asked once a connection', async () => {
    relay.nextNumber = undefined;
    const replica = await scene.device(relay).start();
    await leased(1);
    expect(await take(replica, 3)).toEqual([undefined, undefined, undefined]);
    await replica.syncNow();
    expect(relay.said('lease')).toBe(1);
  });

  it('NUMBER-6: whoever only looks asks for none', async () => {
    relay.role = 'view';
    const replica = await scene.device(relay).start();
    await vi.waitFor(() => expect(replica.status().state).toBe('completed'));
    expect(await replica.takeNumber()).toBeUndefined();
    await replica.syncNow();
    expect(relay.said('lease')).toBe(0);
  });

  it('NUMBER-6: a range that nobody asked for is not taken', async () => {
    const replica = await scene.device(relay).start();
    expect(await firstOf(replica)).toBe('RM-10001');
    for (const link of relay.links) link.say({ type: 'leased', series: 'order', first: 1, last: 9 });
    await replica.syncNow();
    expect(await replica.takeNumber()).toBe('RM-10002');
  });

  it('NUMBER-4: without a database a tab still has some for as long as it lasts', async () => {
    const replica = await scene.device(relay).start({ IDBKeyRange: undefined as never });
    expect(await firstOf(replica)).toBe('RM-10001');
    expect(await take(replica, 2)).toEqual(numbersFrom(10_002, 2));
  });
});
