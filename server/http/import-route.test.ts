import { Hono } from 'hono';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { Role } from '../../shared/schema/field.ts';
import { createMintToken, createVerifyToken } from '../auth/token.ts';
import { Failure } from '../cli/failure.ts';
import { importRemotely } from '../cli/import-remote.ts';
import type { ImportEvent } from '../import/import-events.ts';
import { ImportStopped } from '../import/import-open-repair.ts';
import { recordsScene } from '../import/records-scene.ts';
import { silentLog } from '../log.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { StoreUnavailable } from '../store/store.ts';
import { importRoutes } from './import-route.ts';
import { listen } from './listen.ts';
import { problemOf, renderProblem } from './problem.ts';

const demo = 'demo' as ShopId;
const header = 'id,data_provider,product_category,brand,repair_status,group_identifier,event_date,problem';
const file = `${header}\nx_1,Cafe,Iron,Philips,Fixed,Penarth,2024-03-16,Cold\nx_2,Cafe,Iron,,Mended,,2024-03-16,\n`;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const eventsOf = async (response: Response): Promise<ImportEvent[]> =>
  (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ImportEvent);

async function scene() {
  const records = recordsScene();
  const store = new MemoryStore();
  await store.createShop(demo, 'Demo');
  const time = new ManualTime();
  const key = new Uint8Array(32).fill(9);
  const mint = createMintToken(key, time);
  const app = new Hono();
  app.route(
    '/api/shops',
    importRoutes({
      relay: records.relay,
      store,
      verify: createVerifyToken(key, time, store),
      log: silentLog,
    }),
  );
  app.onError((error) => renderProblem(problemOf(error)));
  const tokenOf = (role: Role, shop = 'demo') =>
    mint({ shop: shop as ShopId, id: 'ana' as Author, name: 'Ana', role }, 60_000);
  const send = (token: string | undefined, shop = 'demo', body: string | undefined = file) =>
    app.request(`/api/shops/${shop}/import/open-repair`, {
      method: 'POST',
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      body,
    });
  return { records, store, app, tokenOf, send };
}

test('IMPORT-6: an owner or a manager sends a file and reads what became of it, an object a line', async () => {
  const { send, tokenOf, records } = await scene();
  for (const role of ['owner', 'manager'] as const) {
    const response = await send(await tokenOf(role));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect((await eventsOf(response)).map(({ type }) => type)).toEqual(['bad', 'done']);
  }
  expect(records.names()).toHaveLength(4);
});

test('IMPORT-6: nobody else may, and another shop is not found', async () => {
  const { send, tokenOf, records } = await scene();
  expect((await send(undefined)).status).toBe(401);
  for (const role of ['technician', 'front-desk', 'view'] as const) {
    expect((await send(await tokenOf(role))).status).toBe(403);
  }
  expect((await send(await tokenOf('owner'), 'other')).status).toBe(404);
  expect((await send(await tokenOf('owner', 'other'), 'demo')).status).toBe(404);
  expect((await send(await tokenOf('manager', 'fresh'), 'fresh')).status).toBe(404);
  expect(records.names()).toEqual([]);
});

test('IMPORT-6: no token of a person makes a shop, whoever signed it, and none has an address of the relay’s own', async () => {
  const { send, tokenOf, store, records } = await scene();
  for (const shop of ['victim', 'operator']) {
    expect((await send(await tokenOf('owner', shop), shop)).status).toBe(404);
    expect(await store.hasShop(shop as ShopId)).toBe(false);
  }
  // Nor one that was there once.
  const before = await tokenOf('owner');
  await store.removeShop(demo);
  expect((await send(before)).status).toBe(404);
  expect(await store.hasShop(demo)).toBe(false);
  expect(records.names()).toEqual([]);
});

test('IMPORT-5: why an import stopped is its last line', async () => {
  const { send, tokenOf, records } = await scene();
  const token = await tokenOf('owner');
  expect(await eventsOf(await send(token, 'demo', 'a,b\n1,2\n'))).toMatchObject([
    { type: 'failed', failure: { kind: 'not-open-repair' } },
  ]);
  records.hold.before = () => Promise.reject(new StoreUnavailable('full'));
  expect((await eventsOf(await send(token))).at(-1)).toEqual({
    type: 'failed',
    failure: { kind: 'store-unavailable' },
  });
});

/** The same over a real port, as the command line does it. */
async function remote() {
  const { app, tokenOf, records } = await scene();
  const listening = await listen(app, {
    host: '127.0.0.1',
    port: 0,
    upgrade: (_request, socket) => socket.destroy(),
  });
  ends.push(async () => {
    listening.cut();
    await listening.stop();
  });
  const events: ImportEvent[] = [];
  const run = async (lines: Iterable<string>, role: Role = 'owner') =>
    importRemotely({
      url: listening.url,
      token: await tokenOf(role),
      shop: demo,
      source: Readable.from(lines),
      tell: (event) => void events.push(event),
    });
  return { run, events, records };
}

function* badLines(): Generator<string> {
  yield `${header}\n`;
  for (let at = 0; at < 3000; at++) yield at % 2 ? `x_${at},Cafe,Iron,,Mended,,2024-03-16,No\n` : 'too,few\n';
}

test('IMPORT-6: the command line streams a file to the relay and hears of bad rows while it sends', async () => {
  const { run, events } = await remote();
  expect(await run(badLines())).toEqual({ rows: 3000, imported: 0, unchanged: 0, bad: 3000, records: 0 });
  expect(events.filter(({ type }) => type === 'bad')).toHaveLength(3000);
});

test('IMPORT-6: a file that is none ends early, and a refusal says its status', async () => {
  const { run } = await remote();
  const endless = {
    *[Symbol.iterator]() {
      for (let at = 0; at < 100_000; at++) yield 'a,b,c\n';
    },
  };
  await expect(run(endless)).rejects.toBeInstanceOf(ImportStopped);
  await expect(run([file], 'view')).rejects.toBeInstanceOf(Failure);
});
