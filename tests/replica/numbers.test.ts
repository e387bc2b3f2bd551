/**
 * Devices of one shop, each with two tabs, take numbers at random, lose and find their line, reload and come back,
 * against a real relay: no number is ever given twice, and none is made up.
 */
import { array, asyncProperty, assert as check, constantFrom, nat, tuple } from 'fast-check';
import { expect, it, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { firstOrderNumber, parseOrderNumber } from '../../shared/lib/order-number.ts';
import { Line } from '../../client/replica/testing/line.ts';
import { Scene, type Device } from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import { relayScene, type RelayScene } from './relay-scene.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 6);
const steps = ['take', 'take', 'take', 'burst', 'both', 'offline', 'online', 'reload', 'sync'] as const;
const users = ['ana', 'ana', 'bo'] as const;
let devices = 0;

interface Actor {
  readonly device: Device;
  readonly line: Line;
  readonly tabs: Replica[];
}

async function actorOf(relay: RelayScene, scene: Scene, user: string): Promise<Actor> {
  const line = new Line(relay.WebSocket);
  // Two devices of one person are apart as those of two are.
  const device = scene.device(line, {
    url: relay.url,
    user: { id: user },
    getToken: () => Promise.resolve(user),
    device: `range-${process.pid}-${devices++}/`,
    locks: navigator.locks,
    BroadcastChannel,
  });
  return { device, line, tabs: [await device.start(), await device.start()] };
}

type Script = readonly (readonly [number, (typeof steps)[number], number])[];

async function play(relay: RelayScene, scene: Scene, script: Script): Promise<void> {
  const actors = await Promise.all(users.map((user) => actorOf(relay, scene, user)));
  const taken: string[] = [];
  const take = async (tab: Replica): Promise<void> => {
    const number = await tab.takeNumber();
    if (number !== undefined) taken.push(number);
  };
  for (const [who, what, which] of script) {
    const { device, line, tabs } = must(actors[who], 'an actor');
    const tab = must(tabs[which], 'a tab');
    if (what === 'take') await take(tab);
    else if (what === 'burst') await Promise.all(Array.from({ length: 25 }, () => take(tab)));
    else if (what === 'both') await Promise.all(tabs.flatMap((each) => [take(each), take(each)]));
    else if (what === 'offline') line.cut();
    else if (what === 'online') line.mend();
    else if (what === 'sync') await tab.syncNow().catch(() => undefined);
    else {
      await tab.stop();
      tabs[which] = await device.start();
    }
  }
  // Whoever has a network again has numbers again.
  for (const { line, tabs } of actors) {
    line.mend();
    for (const tab of tabs) {
      await vi.waitFor(() => tab.syncNow(), { timeout: 20_000, interval: 50 });
      const before = taken.length;
      await vi.waitFor(
        async () => {
          await take(tab);
          expect(taken.length).toBeGreaterThan(before);
        },
        { timeout: 20_000, interval: 20 },
      );
    }
  }
  expect(new Set(taken).size).toBe(taken.length);
  for (const number of taken) expect(parseOrderNumber(number)).toBeGreaterThanOrEqual(firstOrderNumber);
}

it(
  'NUMBER-2, NUMBER-4: whoever takes numbers in whatever order, no two are the same',
  async () => {
    const step = tuple(nat(users.length - 1), constantFrom(...steps), nat(1));
    await check(
      asyncProperty(array(step, { minLength: 10, maxLength: 40 }), async (script) => {
        const relay = await relayScene();
        const scene = new Scene();
        try {
          await play(relay, scene, script);
        } finally {
          await scene.end();
          await relay.close();
        }
      }),
      { numRuns: runs, endOnFailure: runs < 50 },
    );
  },
  60_000 + runs * 10_000,
);
