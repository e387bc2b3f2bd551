/** What can go wrong with a legacy API does go wrong with the emulator, when it is told to (faults 51 to 58). */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { caller, type Caller } from '../call.ts';
import { startSimple, type SimpleEmulator } from '../simple/start.ts';
import { faultNames } from './faults.ts';

const time = new ManualTime(Date.UTC(2026, 10, 29, 9));
let legacy: SimpleEmulator;
let api: Caller;
let order: { readonly id: string };

beforeEach(async () => {
  legacy = await startSimple({ time });
  api = caller(legacy.url, () => legacy.token);
  const client = legacy.user.addClient({ name: 'Amira Chen', email: 'amira@example.org' });
  order = legacy.user.addOrder({ client_id: client.id });
});
afterEach(() => legacy.stop());

const patchOrder = 'PATCH /orders/:id';
const notes = (): string | null | undefined => legacy.world.tables.orders.get(order.id)?.notes;

test('fault 51: an error before the commit changes nothing, and hits the request that it is aimed at', async () => {
  legacy.faults.next({ fault: 'status', status: 500 }, { kind: patchOrder, after: 1, times: 2 });
  const tries = [];
  for (const note of ['a', 'b', 'c', 'd'])
    tries.push((await api.patch(`/orders/${order.id}`, { notes: note })).status);
  expect(tries).toEqual([200, 500, 500, 200]);
  expect(legacy.requests.writes()).toHaveLength(2);
  expect(legacy.faults.waiting).toBe(0);
});

test('fault 52: a timeout and a cut connection happen before and after the commit, and cannot be told apart', async () => {
  for (const fault of ['timeout', 'cut'] as const) {
    for (const commit of ['before', 'after'] as const) {
      legacy.faults.next({ fault, commit }, { kind: patchOrder });
      const ended = new AbortController();
      const tried = legacy.requests.all.length;
      const written = `${fault} ${commit}`;
      const lost = fetch(`${legacy.url}/orders/${order.id}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${legacy.token}` },
        body: JSON.stringify({ notes: written }),
        signal: ended.signal,
      });
      if (fault === 'timeout') {
        await vi.waitFor(() => expect(legacy.requests.all.at(tried)?.outcome).toBe('hung'));
        ended.abort();
      }
      await expect(lost).rejects.toThrow();
      expect(notes() === written).toBe(commit === 'after');
    }
  }
  legacy.faults.next({ fault: 'truncated' }, { kind: patchOrder });
  await expect(api.patch(`/orders/${order.id}`, { notes: 'half an answer' })).rejects.toThrow();
  expect(notes()).toBe('half an answer');
});

test('fault 53: 429 says when to come back, and 409 is an answer like another', async () => {
  legacy.faults.next({ fault: 'status', status: 429, retryAfter: '7' });
  legacy.faults.next({ fault: 'status', status: 409 });
  const many = await api.get('/orders');
  expect([many.status, many.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await api.get('/orders')).status).toBe(409);
});

test('fault 53: a limit of requests a minute is kept where one is chosen', async () => {
  const limited = await startSimple({ time, choices: { perMinute: 2 } });
  const ask = caller(limited.url, () => limited.token);
  const statuses = [];
  for (let at = 0; at < 3; at++) statuses.push((await ask.get('/orders')).status);
  expect(statuses).toEqual([200, 200, 429]);
  limited.clock.skew(61_000);
  expect((await ask.get('/orders')).status).toBe(200);
  await limited.stop();
});

test('fault 54: a page may be short, a record may move while pages are turned, and a second holds many changes', async () => {
  const ids = [order.id];
  for (let at = 0; at < 5; at++) {
    legacy.clock.skew(at * 1000);
    ids.push(legacy.user.addOrder({ client_id: null }).id);
  }
  legacy.faults.next({ fault: 'short-page', drop: 2 });
  expect(await page('/orders?limit=3')).toHaveLength(1);

  legacy.clock.skew(9_000);
  legacy.faults.next({ fault: 'then', run: () => legacy.user.edit('orders', order.id, {}) });
  const first = await page('/orders?limit=3&page=1');
  const second = await page('/orders?limit=3&page=2');
  // The record of the last page went to the front: one is told twice, and it itself never.
  expect(second[0]).toBe(first[2]);
  expect([...first, ...second]).not.toContain(order.id);

  legacy.clock.freeze();
  for (const id of ids) legacy.user.edit('orders', id, { notes: 'again' });
  legacy.clock.thaw();
  expect(new Set(legacy.rows('orders').map(({ updated_at }) => updated_at)).size).toBe(1);
});

test('fault 55: rows come twice and in another order', async () => {
  for (let at = 0; at < 8; at++) legacy.user.addOrder({});
  const straight = (await api.get('/orders')).body as { id: string }[];
  legacy.faults.next({ fault: 'duplicate' });
  const twice = (await api.get('/orders')).body as { id: string }[];
  expect([twice.length, new Set(twice.map(({ id }) => id)).size]).toEqual([10, 9]);
  legacy.faults.next({ fault: 'shuffled' });
  const shuffled = (await api.get('/orders')).body as { id: string }[];
  expect(shuffled).not.toEqual(straight);
  expect(shuffled.toSorted(byId)).toEqual(straight.toSorted(byId));
});

test('fault 57: a page for people, nulls, other types, missing keys and unknown words come instead of a record', async () => {
  const address = `/orders/${order.id}`;
  legacy.faults.next({ fault: 'html' });
  const wall = await api.get(address);
  expect(wall.status).toBe(200);
  expect(wall.body).toContain('<h1>');
  const spoiled = async (
    fault: 'null' | 'wrong-type' | 'missing' | 'unknown-value',
    field: string,
  ): Promise<unknown> => {
    legacy.faults.next({ fault, field });
    return ((await api.get(address)).body as Record<string, unknown>)[field];
  };
  expect(await spoiled('null', 'id')).toBeNull();
  expect(typeof (await spoiled('wrong-type', 'status'))).not.toBe('string');
  expect(await spoiled('missing', 'updated_at')).toBeUndefined();
  expect(await spoiled('unknown-value', 'status')).toBe('teleported');
  // Only what is sent was wrong.
  expect((await api.get(address)).body).toMatchObject({ id: order.id, status: 'awaiting_device' });
});

test('fault 61: the server may be an hour ahead, and says so in its Date', async () => {
  legacy.clock.skew(3_600_000);
  const { headers, body } = await api.patch(`/orders/${order.id}`, { notes: 'later' });
  expect(Date.parse(headers.get('date') ?? '')).toBe(time.now() + 3_600_000);
  expect(body).toMatchObject({ updated_at: '2026-11-29T10:00:00Z' });
});

test('a schedule brings every fault, the same for one seed, until it heals', async () => {
  for (let at = 0; at < 30; at++) legacy.user.addOrder({ notes: `Order ${at}` });
  const well = await run(1, {});
  const reading = faultNames.filter(
    (name) => !/^(timeout|slow|moved|same-second|renamed|deleted)/.test(name),
  );
  for (const name of reading) expect(await run(3, { [name]: 0.5 }), name).not.toBe(well);
  const rates = Object.fromEntries(reading.map((name) => [name, 0.06]));
  expect(await run(7, rates)).toBe(await run(7, rates));
  expect(await run(7, {})).toBe(well);
  for (const name of ['moved', 'same-second', 'renamed', 'deleted'] as const) {
    const before = JSON.stringify([legacy.rows('clients'), legacy.rows('orders')]);
    legacy.clock.skew(60_000 * (faultNames.indexOf(name) + 1));
    await run(5, { [name]: 0.9 });
    expect(JSON.stringify([legacy.rows('clients'), legacy.rows('orders')]), name).not.toBe(before);
  }
});

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

const page = async (address: string): Promise<string[]> =>
  ((await api.get(address)).body as { id: string }[]).map(({ id }) => id);

/** What a dozen listings under a schedule answer, as one line. */
async function run(seed: number, rates: Record<string, number>): Promise<string> {
  legacy.faults.schedule(seed, rates);
  const seen: string[] = [];
  for (let at = 0; at < 12; at++) {
    const ended = AbortSignal.timeout(500);
    const authorization = `Bearer ${legacy.token}`;
    const said = async (): Promise<string> => {
      const response = await fetch(`${legacy.url}/orders?limit=100`, {
        headers: { authorization },
        signal: ended,
      });
      return `${response.status} ${await response.text()}`;
    };
    seen.push(await said().catch(() => 'lost'));
  }
  legacy.faults.heal();
  return seen.join(' | ');
}
