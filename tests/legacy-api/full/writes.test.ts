/** What writing to the full API does, against sections 2, 4 and 5 of its sheet. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataOf, fullScene, type FullScene } from './full-scene.ts';

let scene: FullScene;
beforeEach(async () => {
  scene = await fullScene();
});
afterEach(() => scene.legacy.stop());

const orderNow = async (): Promise<Record<string, unknown>> =>
  dataOf(await scene.api.get(`/orders/${scene.order.id}`));

test('section 2.2: an order takes no status, total, client or notes', async () => {
  const { api, order } = scene;
  const asked = {
    status: 'cancelled',
    client_id: 'x',
    order_total: 5,
    notes: 'x',
    tracking_number: 'T1',
    portal_access_disabled: 1,
  };
  expect((await api.patch(`/orders/${order.id}`, asked)).status).toBe(200);
  expect(await orderNow()).toMatchObject({
    status: 'in_progress',
    tracking_number: 'T1',
    portal_access_disabled: 1,
  });
});

test('section 2.2.1: booking finds the client by address, makes the ticket, and is not atomic', async () => {
  const { api, client, legacy } = scene;
  const asked = { client_email: 'AMIRA@example.org', intake_method: 'mail_in', notes: 'By the back door.' };
  expect((await api.post('/orders', asked)).body).toMatchObject({
    success: false,
    error: 'Location is required',
  });
  const made = dataOf(
    await api.post('/orders', {
      ...asked,
      location_id: 'location-station-road',
      ready_by: '2026-12-01T10:00:00Z',
    }),
  );
  const detail = dataOf(await api.get(`/orders/${String(made['id'])}`));
  expect(detail).toMatchObject({
    status: 'awaiting_device',
    client: { id: client.id },
    dates: { ready_by_date: '2026-12-01T10:00:00Z' },
    ticket: { messages: [{ type: 'note', body_text: 'By the back door.' }] },
  });
  expect(legacy.rows('clients')).toHaveLength(1);
  const walkIn = { location_id: 'location-station-road', client_email: 'new@example.org' };
  expect((await api.post('/orders', walkIn)).body).toMatchObject({ error: 'Signature is required' });
  // A POST that is made again makes another (1.10).
  const signed = { ...walkIn, signature: { typed_name: 'Huw', terms_agreed: true } };
  const twice = [dataOf(await api.post('/orders', signed)), dataOf(await api.post('/orders', signed))];
  expect(twice[0]?.['id']).not.toBe(twice[1]?.['id']);
  expect(legacy.rows('clients')).toHaveLength(2);
});

test('section 4.1: a device moves along the table and no other way', async () => {
  const { api, order, device } = scene;
  const at = `/orders/${order.id}/devices/${device.id}/status`;
  expect((await api.patch(at, { status: 'repairing' })).status).toBe(400);
  expect((await api.patch(at, { status: 'flying' })).status).toBe(400);
  expect((await api.patch(at, { status: 'diagnosing' })).status).toBe(200);
  const actions = dataOf(await api.get(`/devices/${device.id}/actions`));
  expect(actions).toMatchObject({
    current_status: 'diagnosing',
    available_actions: [{ to_status: 'ready_to_quote' }],
  });
  await api.post(`/devices/${device.id}/action`, { to_status: 'ready_to_quote' });
  const quote = { to_status: 'awaiting_authorisation' };
  expect((await api.post(`/devices/${device.id}/action`, quote)).body).toMatchObject({
    error: 'quote_items_confirmed is required',
  });
  expect(
    (await api.post(`/devices/${device.id}/action`, { ...quote, quote_items_confirmed: true })).status,
  ).toBe(200);
});

test('sections 4.2, 4.3: a device that moves changes its order, leaves a note, mails the customer, and may end the ticket', async () => {
  const { api, legacy, order, device } = scene;
  const before = legacy.world.tables.orders.get(order.id)?.updated_at;
  for (const to of ['diagnosing', 'ready_to_quote', 'ready_to_repair', 'repairing', 'repaired_qc'])
    legacy.user.move(device.id, to);
  expect(legacy.mails()).toEqual([]);
  expect(await orderNow()).toMatchObject({ status: 'in_progress' });
  expect(dataOf(await api.post(`/devices/${device.id}/qc`, { action: 'pass' }))).toMatchObject({
    new_status: 'repaired_ready',
  });
  expect(legacy.mails()).toMatchObject([{ to: 'amira@example.org', cause: 'status' }]);
  expect(await orderNow()).toMatchObject({ status: 'awaiting_collection' });
  // A status that is computed moves no `updated_at` (5.14).
  expect(legacy.world.tables.orders.get(order.id)?.updated_at).toBe(before);
  expect((await api.post(`/devices/${device.id}/collect`, {})).status).toBe(400);
  const collected = await api.post(`/devices/${device.id}/collect`, {
    typed_name: 'Amira',
    terms_agreed: true,
  });
  expect(dataOf(collected)).toMatchObject({ order_completed: true, order_status: 'collected_despatched' });
  const ticket = dataOf(await api.get(`/tickets/${String(order.ticket_id)}`)) as {
    status: string;
    messages: { type: string; body_text: string }[];
  };
  expect(ticket.status).toBe('resolved');
  const notes = ticket.messages.filter(({ type }) => type === 'note').map(({ body_text }) => body_text);
  expect(notes).toContain('Device status: repaired_ready → collected');
  const full = dataOf(await api.get(`/orders/${order.id}/devices/${device.id}`));
  expect(full).toMatchObject({ timestamps: { collected_at: '2026-11-29T09:00:00.000Z' } });
  const item = { item_type: 'accessory', description: 'Case', unit_price: 10 };
  expect((await api.post(`/orders/${order.id}/items`, item)).body).toMatchObject({
    error: 'Cannot add items to a collected order',
  });
});

test('section 4.2: what was set by hand wins over what the devices say', async () => {
  scene.legacy.user.edit('orders', scene.order.id, { stored_status: 'on_hold' });
  expect(await orderNow()).toMatchObject({ status: 'on_hold', stored_status: 'on_hold' });
});

test('section 1.9: money is in major units, VAT in percent, and all sums are the server’s', async () => {
  const { api, order, device } = scene;
  const items = `/orders/${order.id}/items`;
  expect((await api.post(items, { item_type: 'repair', description: 'Display' })).status).toBe(400);
  const made = dataOf(
    await api.post(items, {
      item_type: 'repair',
      description: 'Display',
      device_id: device.id,
      price_inc_vat: 119.99,
      quantity: 1,
    }),
  );
  expect(made).toMatchObject({
    unit_price: 99.99,
    vat_rate: 20,
    line_total_inc_vat: 119.99,
    line_total: 99.99,
    vat_amount: 20,
  });
  await api.post(items, { item_type: 'accessory', description: 'Case', unit_price: 10, quantity: 2 });
  expect(await orderNow()).toMatchObject({
    totals: { grand_total: 143.99, balance_due: 143.99 },
    payment_status: 'unpaid',
  });
  await api.patch(`/orders/${order.id}/discount`, { discount_percent: 10, discount_reason: 'Trade' });
  expect(await orderNow()).toMatchObject({ totals: { grand_total: 129.59, discount_total: 14.4 } });
  const pay = (amount: number, more = {}) =>
    api.post(`/orders/${order.id}/payments`, { amount, payment_method: 'card', ...more });
  expect((await pay(200)).status).toBe(400);
  const deposit = dataOf(await pay(29.59, { is_deposit: true }));
  expect(deposit).toMatchObject({ is_deposit: 1, is_payout: false, is_refundable: true });
  expect(await orderNow()).toMatchObject({
    payment_status: 'partial',
    totals: { deposits_paid: 29.59, balance_due: 100 },
  });
  await pay(100);
  expect(await orderNow()).toMatchObject({ payment_status: 'paid' });
  const refund = { order_payment_id: deposit['id'], amount: 29.59, reason: 'Late' };
  expect((await api.post(`/orders/${order.id}/refunds`, refund)).status).toBe(201);
  expect((await api.post(`/orders/${order.id}/refunds`, refund)).status).toBe(400);
  const item = `${items}/${String(made['id'])}`;
  await api.delete(item);
  expect((await api.delete(item)).status).toBe(404);
  expect(await orderNow()).toMatchObject({ totals: { grand_total: 21.6, total_refunded: 29.59 } });
});

test('section 1.9: what the shop pays out for a device counts below nothing and moves the device', async () => {
  const { api, order, legacy } = scene;
  const device = legacy.user.addDevice(order.id, { workflow_type: 'buyback', custom_brand: 'Apple' });
  for (const to of ['diagnosing', 'ready_to_quote', 'awaiting_authorisation', 'ready_to_pay'])
    legacy.user.move(device.id, to);
  const bought = { item_type: 'device_purchase', description: 'Phone', device_id: device.id, unit_price: 80 };
  await api.post(`/orders/${order.id}/items`, bought);
  expect(await orderNow()).toMatchObject({ totals: { grand_total: -80 } });
  const payout = { amount: 80, payment_method: 'bank_transfer', is_payout: true, device_id: device.id };
  expect(dataOf(await api.post(`/orders/${order.id}/payments`, payout))).toMatchObject({
    amount: -80,
    is_payout: true,
  });
  expect(legacy.world.tables.devices.get(device.id)?.status).toBe('payment_made');
});

test('section 2.5: a reply mails the customer each time, a note nobody, and a closed ticket takes neither', async () => {
  const { api, legacy, order, device } = scene;
  const at = `/tickets/${String(order.ticket_id)}`;
  const replied = dataOf(await api.post(`${at}/reply`, { html_body: '<p>Hello</p>', status: 'pending' }));
  expect(Object.keys(replied).toSorted()).toEqual(
    'body_html body_text created_at message_id postmark_message_id type'.split(' '),
  );
  await api.post(`${at}/reply`, { html_body: '<p>Hello</p>' });
  expect(legacy.mails().map(({ body }) => body)).toEqual(['Hello', 'Hello']);
  const note = dataOf(await api.post(`${at}/note`, { body: 'Part ordered', device_id: device.id }));
  expect(note).toMatchObject({ type: 'note', body: 'Part ordered', created_by_user_id: 'user-bridge' });
  expect((await api.post(`${at}/note`, { body: 'x', device_id: 'other' })).status).toBe(400);
  expect(legacy.mails()).toHaveLength(2);
  expect(dataOf(await api.get(at))).toMatchObject({ status: 'pending' });
  expect(dataOf(await api.post(`${at}/resolve`))).toMatchObject({ status: 'resolved' });
  expect(dataOf(await api.patch(at, { status: 'closed' }))).toMatchObject({ status: 'closed' });
  expect((await api.post(`${at}/note`, { body: 'x' })).status).toBe(403);
  expect((await api.post(`${at}/reply`, { html_body: 'x' })).status).toBe(403);
  await api.patch(at, { status: 'open' });
  expect((await api.post(`${at}/note`, { body: 'x' })).status).toBe(201);
});

test('section 2.4: clients are changed by their plain names, and deleting one hides it', async () => {
  const { api, client } = scene;
  const at = `/clients/${client.id}`;
  expect(
    dataOf(await api.patch(at, { phone: '07700 900111', last_name: 'Rees', total_spend: 5 })),
  ).toMatchObject({
    phone: '07700 900111',
    name: 'Amira Rees',
    stats: { total_spend: 0 },
  });
  expect((await api.post('/clients', { name: 'Other', email: 'amira@example.org' })).status).toBe(422);
  await api.delete(at);
  expect(dataOf(await api.get('/clients'))['clients']).toEqual([]);
  expect(dataOf(await api.get(at))['deleted_at']).toBe('2026-11-29T09:00:00.000Z');
});

test('section 5.15: devices are deleted hard, and their order follows', async () => {
  const { api, order, device } = scene;
  expect((await api.delete(`/orders/${order.id}`)).status).toBe(404);
  expect((await api.delete(`/orders/${order.id}/devices/${device.id}`)).status).toBe(200);
  expect((await api.get(`/orders/${order.id}/devices/${device.id}`)).status).toBe(404);
  expect(await orderNow()).toMatchObject({ status: 'awaiting_device', devices: [] });
});

test('users of the legacy system rename and merge, and change what no list tells of', async () => {
  const { api, legacy, client, order, device } = scene;
  legacy.user.rename('devices', device.id, 'renamed');
  expect((await api.get(`/orders/${order.id}/devices/renamed`)).status).toBe(200);
  const twin = legacy.user.addClient({ first_name: 'A.', last_name: 'Chen', email: 'a.chen@example.org' });
  legacy.user.merge('clients', client.id, twin.id);
  expect(await orderNow()).toMatchObject({ client: { id: twin.id } });
  const listed = JSON.stringify((await api.get('/devices')).body);
  legacy.user.editSilently('devices', 'renamed', { diagnosis_notes: 'Scale in the valve.' });
  expect(JSON.stringify((await api.get('/devices')).body)).toBe(listed);
  expect(dataOf(await api.get(`/orders/${order.id}/devices/renamed`))).toMatchObject({
    diagnosis_notes: 'Scale in the valve.',
  });
});
