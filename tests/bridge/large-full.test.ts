/** The full API tells all of a record only when it is asked for alone: what many records cost the first time, when that is cut off, and when nothing moved. */
import { expect, it } from 'vitest';
import { Trouble, type LegacyApi } from '../../server/bridge/api/legacy-api.ts';
import { usualLimits, type BridgeEvent } from '../../server/bridge/parts.ts';
import { round } from '../../server/bridge/round.ts';
import { fullScene } from './full-world.ts';

/** `SOLDER_RECORDS=20000` is the whole of it; it takes some minutes, and prints its figures. */
const records = Number(process.env['SOLDER_RECORDS'] ?? 400);
const perMinute = 600;
/** Requests that are under way together may arrive a moment later than they were counted. */
const own = perMinute - 10;

/** Answers nothing any more from some request on, as for a bridge that is killed. */
function ending(api: LegacyApi, after: number): LegacyApi {
  let left = after;
  return {
    ...api,
    get: (...asked) => (left-- > 0 ? api.get(...asked) : Promise.reject(new Trouble('signed-out', 'over'))),
  };
}

it(
  `BRIDGE-10, BRIDGE-12: ${records} records of the full API come here within its rate, with progress, go on where they were cut off, and cost little when nothing moved`,
  async () => {
    const scene = await fullScene({ records, perMinute: own, choices: { perMinute } });
    const { legacy, bridge, shop, time } = scene;
    const asked = (): number => legacy.requests.all.length;
    try {
      const told: BridgeEvent[] = [];
      const tell = (event: BridgeEvent): void => void told.push(event);
      const [began, started] = [time.now(), performance.now()];
      const killed = round({ ...bridge, tell, api: ending(bridge.api, records / 2) }, { full: true });
      await expect(killed).rejects.toThrow('over');
      // What was asked for and not yet taken in is asked for again, and no more than that.
      expect(shop.kept.size).toBeGreaterThan(records * 0.49 - 60);
      await round({ ...bridge, tell }, { full: true });
      expect(shop.kept.size).toBe(records);
      const [requests, minutes] = [asked(), (time.now() - began) / 60_000];
      expect(requests).toBeLessThan(records * 1.02 + 200);
      expect(legacy.requests.all.filter(({ outcome }) => outcome === 429)).toEqual([]);
      const progress = told.filter((event) => event.type === 'pulling');
      expect(progress.length).toBeGreaterThan(records / 200);
      for (const { kind } of bridge.mapping.kinds) {
        const last = progress.findLast((event) => event.kind === kind);
        expect(last).toMatchObject({ of: last?.rows });
      }
      const seconds = (performance.now() - started) / 1_000;

      const before = asked();
      for (let n = 0; n < 3; n++) await round(bridge, { full: false });
      // For two kinds the newest changes are told; of the others some pages are read each time, and some of each kind's records.
      const { pages, reread } = usualLimits;
      expect((asked() - before) / 3).toBeLessThanOrEqual(2 + 2 * pages + 4 * reread);
      const unchanged = (asked() - before) / 3;
      const full = asked();
      await round(bridge, { full: true });
      expect(asked() - full).toBeLessThan(records / 100 + 8 + 4 * reread);
      expect(legacy.requests.writes()).toEqual([]);
      if (records >= 10_000)
        console.info({ records, requests, minutes, seconds, unchanged, listings: asked() - full });
    } finally {
      await legacy.stop();
    }
  },
  120_000 + records * 100,
);
