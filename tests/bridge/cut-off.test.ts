/** A first round that is cut off anywhere, and what the rounds after it make of that. */
import { expect, it } from 'vitest';
import { httpLegacyApi } from '../../server/bridge/api/http-legacy-api.ts';
import { listAt } from '../../server/bridge/place.ts';
import type { Parts } from '../../server/bridge/parts.ts';
import { round } from '../../server/bridge/round.ts';
import { verify } from '../../server/bridge/verify.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { startSimple } from '../legacy-api/simple/start.ts';
import { Killed, makeWorld, type World } from './soak.ts';
import { nameOf, oursOf, put, shopThere, shown } from './world.ts';

const minute = 60_000;
/** Rows of a page; the newest changes all fit into one. */
const limit = 4;

/** A bridge that was just started, whose pages are short. */
function start(world: World): Parts {
  const parts = world.start();
  const kinds = parts.mapping.kinds.map((each) => ({ ...each, listing: { ...each.listing, limit } }));
  return { ...parts, mapping: { ...parts.mapping, kinds } };
}

/** One of each kind. */
function makeHere(world: World): void {
  put(world, nameOf('client', 'client1'), { created: 1, name: 'Bo' });
  put(world, nameOf('order', 'order1'), { created: 1, client: 'client1', number: 'RM-1' });
  put(world, nameOf('device', 'device1'), { created: 1, order: 'order1', price: 5_000 });
  put(world, nameOf('ticket', 'ticket1'), { created: 1, subject: 'Lamp', order: 'order1' });
}

/** Long ago there was more there than a page has, and something was just written here. */
function twoShops(): World {
  const world = makeWorld(1);
  for (let n = 0; n < limit + 2; n++) {
    shopThere(world);
    world.time.jump(world.time.now() + 10 * minute);
  }
  makeHere(world);
  world.bridge = start(world);
  return world;
}

/** A first round that ends, as by kill −9, while a request waits for its turn; false when it has no such request. */
async function cutOff(world: World, request: number): Promise<boolean> {
  let asked = 0;
  world.legacy.aim = () => {
    if (++asked !== request) return undefined;
    world.killAt = world.calls;
    return 'cut-before';
  };
  try {
    await round(world.bridge, { full: true });
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  } finally {
    world.legacy.aim = () => undefined;
    world.killAt = -1;
    world.bridge = start(world);
  }
}

/** As a bridge does that was just started: one round of everything, and then of what is new. */
async function rest(world: World): Promise<void> {
  for (let n = 0; n < 4; n++) {
    world.shop.derive();
    await round(world.bridge, { full: n === 0 });
    world.time.jump(world.time.now() + minute);
  }
}

it('BRIDGE-31: whatever request a first round is cut off at, the rounds after it bring both sides together', async () => {
  for (let request = 1; ; request++) {
    const world = twoShops();
    const wasCut = await cutOff(world, request);
    await rest(world);
    expect([request, (await verify(world.bridge)).differences]).toEqual([request, []]);
    expect(world.legacy.rows.orders.size).toBe(limit + 3);
    if (!wasCut) break;
  }
});

/** The pages of the clients' listing that a round asks for. */
async function pagesOf(world: World): Promise<readonly string[]> {
  const pages: string[] = [];
  world.legacy.aim = (method, path) => {
    const page = /^\/api\/clients\?.*\bpage=(\d+)/.exec(path)?.[1];
    if (method === 'GET' && page !== undefined) pages.push(page);
    return undefined;
  };
  await round(world.bridge, { full: true });
  return pages;
}

/** A bridge whose first round was cut off at the clients' second page, and that is started at an address. */
async function startedAgain(address: string): Promise<World> {
  const world = twoShops();
  await listAt(world.bridge, 'http://legacy/api');
  expect(await cutOff(world, 3)).toBe(true);
  await listAt(world.bridge, address);
  return world;
}

it('BRIDGE-31: a listing that is under way goes on where it was, and begins anew at another address', async () => {
  // Before it sends anything it is asked for one that is answered; an end is asked for twice.
  expect(await pagesOf(await startedAgain('http://legacy/api'))).toEqual(['1', '2', '3', '3']);
  const world = await startedAgain('http://other/api');
  expect(await pagesOf(world)).toEqual(['1', '1', '2', '3', '3']);
  await rest(world);
  expect((await verify(world.bridge)).differences).toEqual([]);
  // Something from before the newest changes, which the listings until then had not told of.
  const row = world.legacy.add('clients', { name: 'Cy' });
  Object.assign(row, { updated_at: '2001-01-01T00:00:00Z' });
  await round(world.bridge, { full: false });
  expect(shown(world, oursOf('client', row), 'name')).toBeNull();
  await listAt(world.bridge, 'http://third/api');
  await round(world.bridge, { full: false });
  expect(shown(world, oursOf('client', row), 'name')).toBe('Cy');
});

/** A bridge of the emulator that dies with the first request of a kind, which is never done. */
function startAt(address: string, token: string, world: World, dyingAt: RegExp | undefined): Parts {
  let dead = false;
  const bridge = start(world);
  const api = httpLegacyApi({
    address,
    fetch: (url, init) => {
      dead ||= dyingAt?.test(`${init.method} ${new URL(url).pathname}`) === true;
      return dead ? Promise.reject(new Error('killed')) : fetch(url, init);
    },
    tokens: { current: () => token, renew: () => Promise.resolve(undefined) },
    budget: {
      take: () => Promise.resolve(() => undefined),
      pauseUntil: () => undefined,
      pausedUntil: () => 0,
    },
    time: systemTime,
    random: seededRandom(1),
    sleep: () => Promise.resolve(),
  });
  return { ...bridge, api };
}

it.each(['client', 'order', 'device', 'ticket'])(
  'BRIDGE-31: with the emulated API as well, where it ends while the first %s is made there',
  async (kind) => {
    const legacy = await startSimple({ time: systemTime, records: 40 });
    const world = makeWorld(1);
    world.time.jump(systemTime.now());
    makeHere(world);
    const dying = startAt(legacy.url, legacy.token, world, new RegExp(`^POST .*/${kind}s$`));
    await expect(round(dying, { full: true })).rejects.toThrow('killed');
    world.bridge = startAt(legacy.url, legacy.token, world, undefined);
    await rest(world);
    expect((await verify(world.bridge)).differences).toEqual([]);
    await legacy.stop();
  },
);
