/** A shop and the emulated full API on a port, with a bridge between them whose clock a test moves. */
import { httpLegacyApi } from '../../server/bridge/api/http-legacy-api.ts';
import { rateBudget } from '../../server/bridge/api/rate-budget.ts';
import { fullMapping } from '../../server/bridge/mapping/full.ts';
import { usualLimits, type Parts } from '../../server/bridge/parts.ts';
import { round } from '../../server/bridge/round.ts';
import { MemoryBridgeState } from '../../server/bridge/state/memory-bridge-state.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom, type Random } from '../../shared/lib/random.ts';
import type { Choices } from '../legacy-api/choices.ts';
import { startFull, type FullEmulator } from '../legacy-api/full/start.ts';
import { ShopModel } from './shop-model.ts';

export interface FullScene {
  readonly legacy: FullEmulator;
  readonly time: ManualTime;
  readonly random: Random;
  readonly shop: ShopModel;
  readonly state: MemoryBridgeState;
  readonly bridge: Parts;
  /** Rounds in which all of each listing is read. */
  go(times?: number): Promise<void>;
}

export async function fullScene({
  records = 0,
  seed = 1,
  choices = {},
  perMinute = 6_000,
}: {
  readonly records?: number;
  readonly seed?: number;
  readonly choices?: Partial<Choices>;
  /** What the bridge allows itself. */
  readonly perMinute?: number;
} = {}): Promise<FullScene> {
  const time = new ManualTime(Date.parse('2026-03-02T09:00:00Z'));
  const random = seededRandom(seed);
  const legacy = await startFull({ time, seed, records, choices });
  const shop = new ShopModel(time, random);
  const state = new MemoryBridgeState();
  const sleep = (ms: number): Promise<void> => {
    time.jump(time.now() + ms);
    return Promise.resolve();
  };
  const signIn = (): string => legacy.signIn().token;
  let token = signIn();
  const api = httpLegacyApi({
    address: legacy.url,
    fetch: (url, init) => fetch(url, init),
    tokens: { current: () => token, renew: () => Promise.resolve((token = signIn())) },
    budget: rateBudget({ time, sleep, perMinute, atOnce: 4 }),
    time,
    random,
    sleep,
  });
  const bridge: Parts = {
    mapping: fullMapping,
    api,
    state,
    records: shop,
    now: () => time.now(),
    random,
    limits: usualLimits,
    people: () => Promise.resolve([{ id: 'ben', name: 'Ben Hughes' }]),
    tell: () => {},
  };
  return {
    legacy,
    time,
    random,
    shop,
    state,
    bridge,
    async go(times = 1) {
      for (let n = 0; n < times; n++) {
        shop.derive();
        await round(bridge, { full: true });
        time.jump(time.now() + 5_000);
      }
    },
  };
}
