/** People of a shop, each with a replica of their own, a line that can be cut and a clock that may be a year wrong; and what ought to be. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Line } from '../../client/replica/testing/line.ts';
import { createReplica } from '../../client/replica/replica.ts';
import type { Replica } from '../../client/replica/types.ts';
import { createRelay } from '../../server/relay/create-relay.ts';
import type { Relay } from '../../server/relay/relay.ts';
import { MemoryStore } from '../../server/store/memory-store.ts';
import { Oracle } from '../../shared/document/oracle.ts';
import { must } from '../../shared/lib/assert.ts';
import {
  entityKey,
  parseEntityKey,
  type Author,
  type EntityName,
  type ShopId,
} from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { pick, type Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import { Network } from './network.ts';

export const shop = 'demo' as ShopId;
const year = 365 * 86_400_000;
const mostTurns = 20_000;
export const names = ['ana', 'ben', 'cy', 'dee', 'eva'] as const;
export const records: readonly EntityName[] = ['ticket/t1', 'device/d1'].map((key) =>
  must(parseEntityKey(key), 'a name'),
);

export interface Person {
  readonly at: number;
  readonly user: Author;
  readonly line: Line;
  readonly replica: Replica;
  isOnline: boolean;
}

export interface World {
  readonly relay: Relay;
  readonly people: readonly Person[];
  readonly network: Network;
  readonly time: ManualTime;
  readonly random: Random;
  /** What ought to be, by record; the last replica of each is the relay. */
  readonly oracles: ReadonlyMap<string, Oracle>;
  readonly oracleOf: (name: EntityName) => Oracle;
  /** Until everybody who is online has everything, and everything they made is on the relay's disk. */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function makeWorld(random: Random, size: number): Promise<World> {
  const time = new ManualTime();
  const store = new MemoryStore();
  await store.createShop(shop, 'Demo');
  const relay = createRelay({
    store,
    time,
    random,
    log: () => undefined,
    limits: { compactTail: 12, unloadAfter: 5_000 },
    verify: (token) =>
      Promise.resolve({
        shop,
        user: token as Author,
        name: token,
        role: 'manager',
        expires: Number.MAX_SAFE_INTEGER,
      }),
  });
  const network = new Network(relay);
  const people = await Promise.all(
    names.slice(0, size).map(async (name, at): Promise<Person> => {
      const line = new Line(network.WebSocket);
      const offset = pick(random, [0, 0, year, -year]);
      const clock: Time = { now: () => time.now() + offset, after: (ms, run) => time.after(ms, run) };
      const replica = await createReplica({
        url: 'ws://relay.test/sync',
        getToken: () => Promise.resolve(name),
        shop: 'demo',
        user: { id: name, name, role: 'manager' },
        time: clock,
        random,
        giveTurn: () => setImmediate(),
        journal: false,
        WebSocket: line.WebSocket,
      });
      return { at, user: name as Author, line, replica, isOnline: true };
    }),
  );
  const oracles = new Map(records.map((name) => [entityKey(name), new Oracle(size + 1)]));
  const oracleOf = (name: EntityName): Oracle => must(oracles.get(entityKey(name)), 'an oracle');

  const isQuiet = (): boolean =>
    people.every(({ replica, isOnline }) => !isOnline || replica.status().state === 'completed');

  const settle = async (): Promise<void> => {
    let seen = -1;
    for (let quiet = 0, turns = 0; quiet < 4; turns++) {
      if (turns > mostTurns)
        throw new Error(
          `it does not come to rest: ${JSON.stringify(people.map(({ replica }) => replica.status()))}`,
        );
      await time.advance(20);
      // Pages are inflated on other threads, which a busy machine lets wait while thousands of turns pass here.
      await (turns < 100 ? setImmediate() : setTimeout(1));
      quiet = isQuiet() && network.frames === seen ? quiet + 1 : 0;
      seen = network.frames;
    }
    for (const oracle of oracles.values()) {
      const online = people.filter(({ isOnline }) => isOnline);
      for (const { at } of online) oracle.sync(at, size);
      for (const { at } of online) oracle.sync(size, at);
    }
  };

  const pass = async (): Promise<false> => {
    await time.advance(1_000);
    await setImmediate();
    return false;
  };

  return {
    relay,
    people,
    network,
    time,
    random,
    oracles,
    oracleOf,
    settle,
    async stop() {
      await Promise.all(people.map(({ replica }) => replica.stop()));
      const drained = relay.drain().then(() => true);
      while (!(await Promise.race([drained, pass()])));
    },
  };
}
