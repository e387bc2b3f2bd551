/** The simple API against the left column of section 6 of its sheet. */
import { afterEach, expect, test } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { caller, type Caller } from '../call.ts';
import { startSimple, type SimpleEmulator } from './start.ts';

const time = new ManualTime(Date.UTC(2026, 10, 29, 9));
let legacy: SimpleEmulator;
let api: Caller;
afterEach(() => legacy.stop());

async function start(options: Partial<Parameters<typeof startSimple>[0]> = {}): Promise<void> {
  legacy = await startSimple({ time, ...options });
  api = caller(legacy.url, () => legacy.token);
}

test('section 6: lists are bare arrays of flat records in pages by number', async () => {
  await start({ records: 300 });
  const seen = new Set<string>();
  for (let page = 1; ; page++) {
    const { status, body } = await api.get(`/devices?page=${page}&limit=40`);
    expect(status).toBe(200);
    const rows = body as { id: string; updated_at: string }[];
    if (rows.length === 0) break;
    for (const { id, updated_at } of rows) {
      seen.add(id);
      expect(updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  }
  expect(seen.size).toBe(90);
  const [order] = (await api.get('/orders?page=1&limit=1')).body as Record<string, unknown>[];
  expect(Object.keys(order ?? {}).toSorted()).toEqual(
    'assigned_user_id balance client_id created_at deposit id location_id notes order_number status total updated_at'.split(
      ' ',
    ),
  );
  const [ticket] = (await api.get('/tickets?page=1&limit=1')).body as Record<string, unknown>[];
  expect(ticket).toHaveProperty('priority');
  expect(ticket).toHaveProperty('messages');
  const [client] = (await api.get('/clients?page=1&limit=1')).body as Record<string, unknown>[];
  for (const key of ['company', 'address', 'city', 'postcode', 'notes', 'order_count', 'total_spent'])
    expect(client).toHaveProperty(key);
});

test('section 6: an order takes status and notes, a device status, diagnosis and resolution, and nothing else', async () => {
  await start({ choices: { simpleStatuses: 'plan' } });
  const client = legacy.user.addClient({ name: 'Isla Parry' });
  const order = legacy.user.addOrder({ client_id: client.id });
  const device = legacy.user.addDevice({ order_id: order.id, brand: 'Sage' });
  const patched = await api.patch(`/orders/${order.id}`, { status: 'ready', notes: 'Rang', client_id: 'x' });
  expect(patched.body).toMatchObject({ status: 'ready', notes: 'Rang', client_id: client.id });
  expect((await api.patch(`/orders/${order.id}`, { status: 'sold' })).status).toBe(422);
  const mended = { status: 'unrepairable', diagnosis: 'Scale', resolution: 'None', brand: 'Other' };
  expect((await api.patch(`/devices/${device.id}`, mended)).body).toMatchObject({ ...mended, brand: 'Sage' });
  expect((await api.patch('/devices/none', {})).status).toBe(404);
});

test('section 6: messages are sent with content and is_internal, and what is not internal reaches the client', async () => {
  await start();
  const client = legacy.user.addClient({ name: 'Isla Parry', email: 'isla@example.org' });
  const ticket = legacy.user.addTicket({ subject: 'A kettle', client_id: client.id });
  expect(
    (await api.post(`/tickets/${ticket.id}/messages`, { content: 'Part ordered', is_internal: true })).status,
  ).toBe(201);
  expect(legacy.mails()).toEqual([]);
  await api.post(`/tickets/${ticket.id}/messages`, { content: 'It is ready', is_internal: false });
  expect(legacy.mails()).toMatchObject([{ to: 'isla@example.org', body: 'It is ready' }]);
  const { body } = await api.get(`/tickets/${ticket.id}`);
  expect(body).toMatchObject({
    messages: [{ content: 'Part ordered', is_internal: true }, { content: 'It is ready' }],
  });
});

test('section 6: records are made with ids and numbers of the server, twice where they are asked for twice', async () => {
  await start();
  const made = (await api.post('/clients', { name: 'Kofi Rees', email: 'kofi@example.org' })).body as {
    id: string;
  };
  expect((await api.post('/clients', { name: 'Kofi', email: 'KOFI@example.org' })).status).toBe(422);
  const order = { client_id: made.id, id: 'mine', order_number: 5 };
  const first = (await api.post('/orders', order)).body as { id: string; order_number: number };
  const second = (await api.post('/orders', order)).body as { id: string; order_number: number };
  expect(first.id).not.toBe('mine');
  expect([first.order_number, second.order_number]).toEqual([100_000_001, 100_000_002]);
  expect((await api.post('/orders', { client_id: 'nobody' })).status).toBe(422);
  expect((await api.post('/devices', { order_id: first.id, brand: 'Dell', price: 120.5 })).status).toBe(201);
  expect((await api.get(`/orders/${first.id}`)).body).toMatchObject({ total: 120.5, balance: 120.5 });
  expect((await fetch(`${legacy.url}/orders`)).status).toBe(401);
});

test('section 6: users of the legacy system edit, delete, rename and merge', async () => {
  await start();
  const { user } = legacy;
  const [kept, twin] = [
    user.addClient({ name: 'Nia' }),
    user.addClient({ name: 'Nia', email: 'n@example.org' }),
  ];
  const order = user.addOrder({ client_id: twin.id });
  user.merge('clients', twin.id, kept.id);
  expect((await api.get(`/clients/${twin.id}`)).status).toBe(404);
  user.rename('orders', order.id, 'renamed');
  expect((await api.get('/orders/renamed')).body).toMatchObject({ client_id: kept.id });
  user.delete('clients', kept.id);
  expect((await api.get('/orders/renamed')).status).toBe(404);
});
