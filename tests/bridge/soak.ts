/**
 * Plays a shop and its legacy system against each other from a seed: people here, on devices without a network, users there,
 * requests that fail in every way, and a bridge that is killed anywhere. Then all is well, and both sides have to be equal.
 */
import { httpLegacyApi } from '../../server/bridge/api/http-legacy-api.ts';
import { isTrouble, type LegacyApi } from '../../server/bridge/api/legacy-api.ts';
import { rateBudget } from '../../server/bridge/api/rate-budget.ts';
import { endLetters } from '../../server/bridge/letters.ts';
import { usualLimits, type Parts } from '../../server/bridge/parts.ts';
import { round } from '../../server/bridge/round.ts';
import { MemoryBridgeState } from '../../server/bridge/state/memory-bridge-state.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { pick, seededRandom, type Random } from '../../shared/lib/random.ts';
import { LegacyModel, type Rates } from './legacy-model.ts';
import { ShopModel } from './shop-model.ts';
import { pricedMapping } from './priced-mapping.ts';
import { actions, weights } from './soak-actions.ts';

/** The bridge ends here, as by kill −9. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** What plays together. */
export interface World {
  readonly time: ManualTime;
  readonly random: Random;
  readonly legacy: LegacyModel;
  readonly shop: ShopModel;
  readonly state: MemoryBridgeState;
  /** What was done, the newest last. */
  readonly told: string[];
  /** A word that was never used before. */
  readonly word: () => string;
  readonly start: () => Parts;
  /** Chance of ending at each call of a port. */
  kills: number;
  /** The call of a port at which the bridge ends, counted from the start: before it for a whole number, after it for a half. */
  killAt: number;
  /** Calls of ports since the start. */
  calls: number;
  acting: boolean;
  steps: number;
  bridge: Parts;
}

const rates: Rates = {
  'cut-before': 0.01,
  'cut-after': 0.015,
  'error-before': 0.01,
  'error-after': 0.015,
  'html-before': 0.005,
  'many-before': 0.01,
  'conflict-before': 0.003,
  short: 0.01,
  twice: 0.01,
  shuffled: 0.01,
  'no-record': 0.003,
  null: 0.005,
  missing: 0.005,
  'wrong-type': 0.005,
  'unknown-choice': 0.005,
};

export function makeWorld(seed: number): World {
  const time = new ManualTime();
  const random = seededRandom(seed);
  const legacy = new LegacyModel(random, () => time.now());
  const shop = new ShopModel(time, random);
  const state = new MemoryBridgeState();
  let words = 0;
  const world = {
    time,
    random,
    legacy,
    shop,
    state,
    told: [],
    word: () => `w${++words}`,
    kills: 0,
    killAt: -1,
    calls: 0,
    acting: false,
    steps: 0,
  } as unknown as World;
  const sleep = (ms: number): Promise<void> => {
    time.jump(time.now() + ms);
    return Promise.resolve();
  };
  const budget = rateBudget({ time, sleep, perMinute: 600, atOnce: 4 });
  const api = httpLegacyApi({
    address: 'http://legacy/api',
    fetch: legacy.fetch,
    tokens: { current: () => 'token', renew: () => Promise.resolve(undefined) },
    budget,
    time,
    random,
    sleep,
  });
  legacy.meanwhile = () => act(world);
  return Object.assign(world, { start: () => started(world, api) });
}

/** A port at every call of which the bridge may end: before it was done, or after. What has ended calls nothing any more. */
function mortal<T extends object>(world: World, life: { over: boolean }, port: T): T {
  return new Proxy(port, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function' || name === 'ids')
        return typeof value === 'function' ? value.bind(target) : value;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        if (life.over) throw new Killed();
        const draw = world.kills > 0 ? world.random() : 1;
        const call = world.calls++;
        const before = draw < world.kills / 2 || call === world.killAt;
        life.over = before || draw < world.kills || call + 0.5 === world.killAt;
        if (before) throw new Killed();
        const answer: unknown = await Reflect.apply(value, target, given);
        if (life.over) throw new Killed();
        return answer;
      };
    },
  });
}

/** A bridge that was just started. */
function started(world: World, api: LegacyApi): Parts {
  const life = { over: false };
  return {
    mapping: pricedMapping,
    api: mortal(world, life, api),
    state: mortal(world, life, world.state),
    records: mortal(world, life, world.shop),
    now: () => world.time.now(),
    random: world.random,
    limits: usualLimits,
    tell: () => {},
  };
}

/** Now and then somebody does something while the bridge is waiting for an answer. */
function act(world: World): void {
  world.time.jump(world.time.now() + 50);
  if (!world.acting || world.random() > 0.3) return;
  step(world);
}

function step(world: World): void {
  world.steps++;
  const name = pick(world.random, weights);
  const said = actions[name]?.(world);
  if (said !== undefined) world.told.push(`${world.steps} ${name} ${said}`);
}

export interface SoakOptions {
  readonly seed: number;
  readonly steps: number;
}

export async function soak({ seed, steps }: SoakOptions): Promise<World> {
  const world = makeWorld(seed);
  const { random, legacy, time } = world;
  world.acting = true;
  world.bridge = world.start();
  legacy.rates = rates;
  world.kills = 0.002;
  while (world.steps < steps) {
    for (let n = 0; n < 5 && world.steps < steps; n++) step(world);
    time.jump(time.now() + 1_000 + Math.floor(random() * 30_000));
    await attempt(world, random() < 0.3);
  }
  await heal(world);
  return world;
}

async function attempt(world: World, full: boolean): Promise<void> {
  try {
    await round(world.bridge, { full });
  } catch (error) {
    if (error instanceof Killed) {
      world.told.push(`${world.steps} killed`);
      world.bridge = world.start();
    } else if (!isTrouble(error)) throw error;
  }
}

/** All is well again, what was given up is taken up, and nobody does anything any more. */
export async function heal(world: World): Promise<void> {
  const { legacy, shop, state, time } = world;
  world.acting = false;
  world.kills = 0;
  world.bridge = world.start();
  legacy.rates = {};
  legacy.aim = () => undefined;
  for (const key of shop.away.keys()) shop.comeBack(key);
  for (let n = 0; n < 8; n++) {
    shop.derive();
    await endLetters(state, await state.deadLetters(), 'retry', time.now());
    time.jump(time.now() + 20 * 60_000);
    await round(world.bridge, { full: true });
  }
}
