/** The full API against section 1 of its sheet: envelopes, pages, tokens, errors, dates, ids, roles. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { caller } from '../call.ts';
import { readDate } from '../core/clock.ts';
import { dataOf, fullScene, type FullScene } from './full-scene.ts';
import { startFull } from './start.ts';

let scene: FullScene;
beforeEach(async () => {
  scene = await fullScene();
});
afterEach(() => scene.legacy.stop());

test('section 1.2: four lists have four shapes', async () => {
  const { api } = scene;
  const keys = async (address: string): Promise<[string, string]> => {
    const body = (await api.get(address)).body as Record<string, unknown>;
    const inner = Array.isArray(body['data']) ? 'array' : Object.keys(body['data'] as object).join(' ');
    return [Object.keys(body).join(' '), inner];
  };
  expect(await keys('/orders')).toEqual(['success data pagination filters', 'array']);
  expect(await keys('/devices')).toEqual(['success data pagination filters', 'array']);
  expect(await keys('/clients')).toEqual(['success data', 'clients pagination']);
  expect(await keys('/clients/search?email=amira')).toEqual(['success data', 'clients email_blocklist']);
  expect(await keys('/tickets')).toEqual([
    'success data',
    'tickets company_locations statusCounts ticketTypeCounts total page limit totalPages',
  ]);
});

test('section 1.3: pages begin with 1, have their usual sizes, at most 100 rows, and nothing beyond the end', async () => {
  const { api } = scene;
  const orders = (await api.get('/orders?page=9')).body;
  expect(orders).toMatchObject({ data: [], pagination: { page: 9, limit: 20, total: 1, total_pages: 1 } });
  const clients = dataOf(await api.get('/clients?limit=500'));
  expect(clients['pagination']).toEqual({ page: 1, limit: 100, total: 1, totalPages: 1 });
  expect(dataOf(await api.get('/clients'))['pagination']).toMatchObject({ limit: 50 });
  expect(dataOf(await api.get('/tickets?limit=5'))).toMatchObject({
    page: 1,
    limit: 5,
    total: 1,
    totalPages: 1,
  });
  expect((await api.get('/orders?page=0')).status).toBe(400);
  expect((await api.get('/orders')).headers.get('etag')).toBeNull();
});

test('section 1.3: texts are sorted as texts, so that instants of two formats do not stand in their order', async () => {
  const { api, legacy, client } = scene;
  const later = legacy.user.addOrder({ client_id: client.id, updated_at: '2026-11-29 11:00:00' });
  const earlier = legacy.user.addOrder({ client_id: client.id, updated_at: '2026-11-29T10:00:00.000Z' });
  const { data } = (await api.get('/orders?sort=updated_at&order=desc')).body as { data: { id: string }[] };
  expect(data.slice(0, 2).map(({ id }) => id)).toEqual([earlier.id, later.id]);
});

test('section 1.4: a token lives for a quarter of an hour, and is renewed once by another that dies of it', async () => {
  const { legacy, time } = scene;
  const open = caller(legacy.url, () => undefined);
  const login = dataOf(
    await open.post('/auth/login', { email: 'ana@wharfstreet.example', password: 'wharf-street' }),
  );
  expect(login).toMatchObject({ requiresTwoFactor: true, userId: 'user-ana' });
  await open.post('/auth/2fa/request', { userId: 'user-ana', email: login['email'] });
  const signedIn = dataOf(
    await open.post('/auth/2fa/verify', { user_id: 'user-ana', code: legacy.lastCode() }),
  );
  expect(signedIn).toMatchObject({
    expiresIn: 900,
    user: { firstName: 'Ana' },
    company: { status: 'active' },
  });
  let token = String(signedIn['token']);
  const api = caller(legacy.url, () => token);
  expect((await api.get('/orders')).status).toBe(200);
  time.jump(time.now() + 15 * 60_000);
  expect((await api.get('/orders')).status).toBe(401);
  const { refreshToken } = signedIn;
  const renewed = dataOf(await open.post('/auth/refresh', { refreshToken }));
  token = String(renewed['token']);
  expect((await api.get('/orders')).status).toBe(200);
  expect((await open.post('/auth/refresh', { refreshToken })).status).toBe(401);
  expect((await open.post('/auth/refresh', { refresh_token: renewed['refreshToken'] })).status).toBe(200);
  expect(legacy.mails()).toEqual([]);
});

test('section 1.4: how long one stays signed in depends on what the User-Agent says', async () => {
  const { legacy, time } = scene;
  const open = caller(legacy.url, () => undefined);
  const desk = legacy.signIn('user-ana', 'Solder bridge').refreshToken;
  const phone = legacy.signIn('user-ana', 'Solder bridge (Mobile)').refreshToken;
  time.jump(time.now() + 8 * 24 * 3_600_000);
  expect((await open.post('/auth/refresh', { refreshToken: desk })).status).toBe(401);
  expect((await open.post('/auth/refresh', { refreshToken: phone })).status).toBe(200);
});

test('section 1.6: a PATCH leaves what it does not name, and null clears only where it is said to', async () => {
  const { api, order, device } = scene;
  const at = `/orders/${order.id}/devices/${device.id}`;
  await api.patch(at, { serial_number: 'ZZ1', colour: 'red' });
  await api.patch(at, { colour: null, serial_number: 'ZZ2' });
  expect(dataOf(await api.get(at))).toMatchObject({
    serial_number: 'ZZ2',
    colour: 'red',
    custom_brand: 'Sage',
  });
  await api.patch(`/devices/${device.id}/engineer`, { assigned_engineer_id: 'user-ben' });
  expect(dataOf(await api.get(at))).toMatchObject({
    assigned_engineer: { id: 'user-ben', name: 'Ben Hughes' },
  });
  await api.patch(`/devices/${device.id}/engineer`, { assigned_engineer_id: null });
  expect(dataOf(await api.get(at))['assigned_engineer']).toBeNull();
  await api.patch(`/orders/${order.id}/billing-group`, { client_group_id: 'group-trade' });
  expect(
    dataOf(await api.patch(`/orders/${order.id}/billing-group`, { client_group_id: null })),
  ).toMatchObject({
    billing_group: null,
  });
});

test('section 1.6: what null does elsewhere can be chosen', async () => {
  for (const [nullInPatch, status, colour] of [
    ['clears', 200, null],
    ['refused', 422, 'red'],
  ] as const) {
    const other = await fullScene({ choices: { nullInPatch } });
    const at = `/orders/${other.order.id}/devices/${other.device.id}`;
    await other.api.patch(at, { colour: 'red' });
    expect((await other.api.patch(at, { colour: null })).status).toBe(status);
    expect(dataOf(await other.api.get(at))['colour']).toBe(colour);
    await other.legacy.stop();
  }
});

test('section 1.7: errors are bodies with success false, and a company that waits may do little', async () => {
  const { api, legacy, order } = scene;
  expect((await api.get('/orders/none')).body).toEqual({ success: false, error: 'Item not found' });
  const unnamed = await api.post(`/orders/${order.id}/items`, { item_type: 'accessory' });
  expect([unnamed.status, unnamed.body]).toEqual([400, { success: false, error: 'Description is required' }]);
  const company = legacy.rows('company')[0]?.['id'];
  legacy.world.tables.company.update(String(company), { status: 'suspended' });
  const waits = await api.get('/orders');
  expect([waits.status, waits.body]).toEqual([
    403,
    { success: false, error: 'Account pending approval', code: 'ACCOUNT_PENDING_APPROVAL' },
  ]);
  expect((await api.get('/auth/me')).status).toBe(200);
});

test('section 1.7: who tries to sign in too often has to wait', async () => {
  const open = caller(scene.legacy.url, () => undefined);
  const tries = [];
  for (let at = 0; at < 6; at++)
    tries.push(await open.post('/auth/login', { email: 'ana@x.example', password: 'no' }));
  expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  expect(tries[5]?.headers.get('retry-after')).toBe('60');
});

test('sections 1.8, 1.10: one column holds dates of several formats, and ids with dashes and without', async () => {
  const filled = await startFull({ time: scene.time, records: 400 });
  const orders = filled.rows('orders');
  expect(orders.length).toBeGreaterThan(90);
  const formats = new Set(orders.map(({ updated_at }) => String(updated_at).replaceAll(/\d/g, '9')));
  expect(formats).toEqual(new Set(['9999-99-99 99:99:99', '9999-99-99T99:99:99.999Z']));
  for (const { created_at } of orders) expect(readDate(String(created_at))).toBeLessThan(scene.time.now());
  const ids = new Set(orders.map(({ id }) => String(id).replaceAll(/[0-9a-f]/g, 'x')));
  expect(ids).toEqual(new Set(['xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', 'x'.repeat(32)]));
  const due = new Set(filled.rows('devices').map(({ due_date }) => String(due_date).replaceAll(/\d/g, '9')));
  expect(due).toEqual(new Set(['null', '9999-99-99', '9999-99-99T99:99']));
  await filled.stop();
});

test('section 1.10: an order and its ticket have one number, and are found by it', async () => {
  const { api, order } = scene;
  expect(order.order_number).toBe(100_000_001);
  expect(dataOf(await api.get('/orders/100000001'))).toMatchObject({ id: order.id });
  expect(dataOf(await api.get('/tickets/100000001'))).toMatchObject({ ticket_number: 100_000_001 });
});

test('section 1.11: an engineer sees devices and no orders, the office orders and no devices', async () => {
  const { as } = scene;
  const statuses = async (userId: string): Promise<number[]> => {
    const api = as(userId);
    const asked = ['/orders', '/devices', '/clients', '/tickets'];
    return Promise.all(asked.map(async (address) => (await api.get(address)).status));
  };
  expect(await statuses('user-cai')).toEqual([403, 200, 403, 403]);
  expect(await statuses('user-dee')).toEqual([200, 403, 200, 200]);
  expect((await as('user-cai').get('/orders')).body).toMatchObject({
    error: expect.stringMatching(/^Access denied/),
  });
});
