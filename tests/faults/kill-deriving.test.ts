/** Fault 15 for what the relay derives: killed while it does so, again and again, it writes each record once. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../server/log.ts';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { openSqliteStore } from '../../server/store/sqlite-store.ts';
import type { Store } from '../../server/store/store.ts';
import { openWorkshop } from '../../server/workshop.ts';
import type { EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import { systemAuthors } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';

const shop = 'demo' as ShopId;
const count = 200;
const kills = 3;
const numbers = Array.from({ length: count }, (_, n) => n);
const named = (kind: string, id: string) => ({ shop, kind: kind as KindName, id: id as EntityId });

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
});
afterEach(() => scene.end());

/** Orders and devices as an import leaves them while no relay runs. */
async function fill(folder: string): Promise<void> {
  const workshop = await openWorkshop({ folder, time: systemTime, random: systemRandom, log: silentLog });
  await workshop.store.createShop(shop, 'Demo');
  const put = (kind: string, id: string, fields: Record<string, string>) =>
    workshop.relay.write(named(kind, id), systemAuthors.import, (entity) => {
      for (const [field, value] of Object.entries(fields)) entity.set(field, value);
    });
  await Promise.all(
    numbers.flatMap((n) => [
      put('order', `o${n}`, { number: `${n}` }),
      put('device', `d${n}`, { order: `o${n}`, status: 'repaired_ready' }),
    ]),
  );
  await workshop.close();
}

/** How often the relay wrote into each order. */
const writes = (store: Store): Promise<number[]> =>
  Promise.all(
    numbers.map(async (n) => {
      const history = await store.history({ name: named('order', `o${n}`), limit: 100 });
      return history?.entries.filter(({ author }) => author === systemAuthors.relay).length ?? 0;
    }),
  );

it(`DERIVE-4: ${kills} kills while it derives, and each order is written once`, async () => {
  await fill(scene.folder);
  const store = await openSqliteStore({ folder: scene.folder });
  // The relay alone writes now, and the numbers of a log go in twos.
  const before = await store.head(shop);
  const until = async (written: number): Promise<void> => {
    while ((await store.head(shop)) < before + 2 * written) await setTimeout(1);
  };
  for (let kill = 1; kill <= kills; kill++) {
    const relay = await scene.relay({ SOLDER_DEMO: 'off' });
    await until((kill * count) / (2 * kills));
    relay.process.kill('SIGKILL');
    await relay.ended;
  }
  const last = await scene.relay({ SOLDER_DEMO: 'off' });
  await until(count);
  last.process.kill('SIGTERM');
  expect((await last.ended).code).toBe(0);
  expect(await writes(store)).toEqual(numbers.map(() => 1));
  const rows = await store.rows({ shop, kind: 'order' as KindName, limit: count });
  const statuses = rows.map(
    ({ row }) => (JSON.parse(row ?? '{}') as { fields?: { status?: string } }).fields?.status,
  );
  expect(new Set(statuses)).toEqual(new Set(['awaiting_collection']));
  expect((await store.derivation(shop, 1)).due).toEqual([]);
  await store.close();
});
