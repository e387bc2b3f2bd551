/**
 * People of a shop, of any role, each with a replica of their own, a line that can be cut and a clock that may be a year wrong;
 * and what ought to be.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Line } from '../../client/replica/testing/line.ts';
import { createReplica } from '../../client/replica/replica.ts';
import type { Replica } from '../../client/replica/types.ts';
import { createRelay } from '../../server/relay/create-relay.ts';
import type { Relay } from '../../server/relay/relay.ts';
import { MemoryStore } from '../../server/store/memory-store.ts';
import type { LogEntry } from '../../server/store/store.ts';
import { Oracle, type Event, type Happened } from '../../shared/document/oracle.ts';
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
import type { Role } from '../../shared/schema/field.ts';
import { managers, roles } from '../../shared/schema/roles.ts';
import { Network } from './network.ts';
import type { Refusal } from './compare-refusals.ts';
import { fieldOfEvent } from './rights.ts';
import { Watch } from './watch.ts';

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
  /** As the relay has it. */
  role: Role;
  readonly line: Line;
  readonly replica: Replica;
  isOnline: boolean;
  /** Whether they try now what they may not. */
  forges: boolean;
}

export interface World {
  readonly relay: Relay;
  readonly store: MemoryStore;
  readonly people: readonly Person[];
  readonly network: Network;
  readonly time: ManualTime;
  readonly random: Random;
  /** What ought to be, by record; the last replica of each is the relay. */
  readonly oracles: ReadonlyMap<string, Oracle>;
  readonly oracleOf: (name: EntityName) => Oracle;
  readonly refusals: readonly Refusal[];
  /** Notes what of somebody's edits was refused. */
  readonly refuse: (name: EntityName, user: Author, refused: readonly Happened[]) => void;
  readonly watch: Watch;
  /** Until everybody who is online has everything, and everything they made is on the relay's disk. */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function makeWorld(random: Random, size: number): Promise<World> {
  const time = new ManualTime();
  const store = new ListeningStore();
  await store.createShop(shop, 'Demo');
  const cast = names.slice(0, size).map((name, at) => ({
    name,
    // Somebody is there who may do it all.
    role: pick(random, at === 0 ? managers : roles),
  }));
  const people: Person[] = [];
  const roleOf = (user: string): Role =>
    must(people.find((each) => each.user === user) ?? cast.find(({ name }) => name === user), user).role;
  const relay = createRelay({
    store,
    time,
    random,
    log: () => undefined,
    limits: { compactTail: 12, unloadAfter: 5_000, restAfter: 500 },
    verify: (token) =>
      Promise.resolve({
        shop,
        user: token as Author,
        name: token,
        role: roleOf(token),
        expires: Number.MAX_SAFE_INTEGER,
      }),
  });
  const network = new Network(relay);
  const came = await Promise.all(
    cast.map(async ({ name, role }, at): Promise<Person> => {
      const line = new Line(network.WebSocket);
      const offset = pick(random, [0, 0, year, -year]);
      const clock: Time = { now: () => time.now() + offset, after: (ms, run) => time.after(ms, run) };
      const replica = await createReplica({
        url: 'ws://relay.test/sync',
        getToken: () => Promise.resolve(name),
        shop: 'demo',
        user: { id: name, name, role },
        time: clock,
        random,
        giveTurn: () => setImmediate(),
        journal: false,
        WebSocket: line.WebSocket,
      });
      return { at, user: name as Author, role, line, replica, isOnline: true, forges: false };
    }),
  );
  people.push(...came);
  const oracles = new Map(records.map((name) => [entityKey(name), new Oracle(size + 1)]));
  const oracleOf = (name: EntityName): Oracle => must(oracles.get(entityKey(name)), 'an oracle');

  const refusals: Refusal[] = [];
  const refuse: World['refuse'] = (name, user, refused) => {
    const byField = Map.groupBy(refused, ({ event }) => fieldOfEvent(name, event));
    for (const [field, happened] of byField) {
      const tried = happened.map(({ event }) => event);
      const last = must(tried.at(-1), 'an event');
      refusals.push({ record: entityKey(name), user, field, tried, isSure: isSure(last) });
    }
  };

  const watch = new Watch();
  for (const person of people) {
    for (const name of records)
      person.replica.subscribeRows(name.kind, () => {
        const row = person.replica.row(name);
        // What this person just wrote is noted when that is done.
        if (row) queueMicrotask(() => watch.look(person, name, row));
      });
  }

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
    // In the order in which the relay heard of it.
    for (const { name, author } of store.came.splice(0)) {
      const person = people.find(({ user }) => user === author);
      if (person) refuse(name, author, oracleOf(name).arrive(person.at, size));
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
    store,
    refusals,
    refuse,
    watch,
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

/** Tells in which order edits of people came over their sockets. */
class ListeningStore extends MemoryStore {
  readonly came: { readonly name: EntityName; readonly author: Author }[] = [];

  override append(entries: readonly LogEntry[]): Promise<readonly number[]> {
    for (const { name, author, through } of entries) if (through === 'app') this.came.push({ name, author });
    return super.append(entries);
  }
}

/** The last of its field was there when it came; an element or a letter may have come and gone. */
const isSure = (event: Event): boolean =>
  event.type === 'write' ? event.stamp !== undefined : ['append', 'delete', 'restore'].includes(event.type);
