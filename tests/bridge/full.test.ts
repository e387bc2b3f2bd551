/** The bridge and the emulated full API, over HTTP. */
import { afterEach, expect, it } from 'vitest';
import { drift, ours, put, shopThere, shown } from './full-words.ts';
import { fullScene, type FullScene } from './full-world.ts';
import { lines, nameOf } from './world.ts';

let scene: FullScene | undefined;
afterEach(() => scene?.legacy.stop());

async function started(options: Parameters<typeof fullScene>[0] = {}): Promise<FullScene> {
  scene = await fullScene(options);
  return scene;
}

it('BRIDGE-1: the same bridge keeps the full API equal by another mapping: what is there comes here, by pages of every shape', async () => {
  const world = await started({ records: 120 });
  await world.go(2);
  const counts = ['client', 'order', 'device', 'ticket'].map((kind) => world.shop.names(kind).length);
  expect(counts).toEqual(
    ['clients', 'orders', 'devices', 'tickets'].map((table) => world.legacy.rows(table).length),
  );
  const writes = world.legacy.requests.writes().length;
  const left = await drift(world);
  expect(lines(left.filter(({ cause }) => cause !== 'unreadable-there'))).toEqual([]);
  await world.go();
  expect(world.legacy.requests.writes().length).toBe(writes);
  expect(writes).toBe(0);
});

it('BRIDGE-5, BRIDGE-6: fields go to where each is written there, and come back from where each is read', async () => {
  const world = await started();
  const { client, order, device, ticket } = shopThere(world);
  await world.go(2);
  const [ada, phone, talk, job] = [
    ours('client', client),
    ours('device', device),
    ours('ticket', ticket),
    ours('order', order),
  ];
  expect([shown(world, ada, 'name'), shown(world, phone, 'brand'), shown(world, job, 'client')]).toEqual([
    'Ada Byron',
    'Acme',
    ada.id,
  ]);
  put(world, ada, { phone: '0456', city: 'Cardiff' });
  put(world, phone, { serial: 'S2', colour: 'red', engineer: 'user-ben', grade: 'B', readyBy: '2026-03-09' });
  put(world, job, { tracking: 'T1', authorisedLimit: 12_345 });
  put(world, talk, { subject: 'About the phone' });
  world.shop.writeAs(phone, 'ana', (entity) => entity.text('diagnosis').insert(0, 'Wet. '));
  await world.go();
  const [clientRow] = world.legacy.rows('clients').filter(({ id }) => id === client.id);
  const [deviceRow] = world.legacy.rows('devices');
  expect(clientRow).toMatchObject({ phone: '0456', city: 'Cardiff' });
  expect(deviceRow).toMatchObject({
    serial_number: 'S2',
    colour: 'red',
    assigned_engineer_id: 'user-ben',
    condition_grade: 'B',
  });
  expect(deviceRow).toMatchObject({ diagnosis_notes: 'Wet. Does not start' });
  expect(world.legacy.rows('orders')[0]).toMatchObject({
    tracking_number: 'T1',
    authorisation_amount: 123.45,
  });
  expect(world.legacy.rows('tickets')[0]).toMatchObject({ subject: 'About the phone' });
  put(world, phone, { colour: null, engineer: null });
  // Nothing but the record itself tells of this one.
  world.legacy.user.editSilently('devices', device.id, { repair_notes: 'Dried' });
  await world.go(2);
  expect(world.legacy.rows('devices')[0]).toMatchObject({ colour: '', assigned_engineer_id: null });
  expect(world.shop.read(phone, (entity) => entity.text('resolution').toJSON())).toBe('Dried');
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-8, BRIDGE-16: a status goes there by single moves, each mail once; replies are mailed and notes are not', async () => {
  const world = await started();
  const { device, ticket } = shopThere(world);
  await world.go(2);
  const [phone, talk] = [ours('device', device), ours('ticket', ticket)];
  for (const status of ['diagnosing', 'ready_to_quote', 'ready_to_repair']) put(world, phone, { status });
  world.shop.writeAs(talk, 'ana', (entity) => {
    entity.append('messages', { channel: 'email', body: 'It is <ready> & waiting' });
    entity.append('messages', { channel: 'note', body: 'Shelf A1' });
  });
  let cut = 2;
  world.legacy.faults.next(
    { fault: 'cut', commit: 'after' },
    { kind: 'PATCH /orders/:o/devices/:d/status', times: 1, after: 1 },
  );
  world.legacy.faults.next({ fault: 'cut', commit: 'after' }, { kind: 'POST /tickets/:t/reply' });
  for (; cut >= 0; cut--) {
    await world.go(2);
    world.time.jump(world.time.now() + 20 * 60_000);
  }
  expect(world.legacy.faults.waiting).toBe(0);
  expect(world.legacy.rows('devices')[0]).toMatchObject({ status: 'ready_to_repair' });
  const moves = world.legacy.requests
    .of('PATCH /orders/:o/devices/:d/status')
    .map(({ body }) => (body as { status: string }).status);
  expect(moves).toEqual(['diagnosing', 'ready_to_quote', 'ready_to_repair']);
  expect(world.legacy.mails().map(({ body }) => body)).toEqual(['It is <ready> & waiting']);
  const bodies = world.shop.read(talk, (entity) =>
    entity.ledger('messages').map(({ parts }) => String(parts['body'])),
  );
  expect(lines(bodies)).toEqual(
    lines(world.legacy.rows('messages').map(({ body_text }) => String(body_text))),
  );
  expect(world.shop.read(phone, (entity) => entity.reviews())).toEqual([]);
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-6, BRIDGE-7: an order that was made here is booked there with its client, its ticket and its devices, each once', async () => {
  const world = await started();
  const [client, order, device, ticket] = (['client', 'order', 'device', 'ticket'] as const).map((kind) =>
    nameOf(kind, `own-${kind}`),
  ) as [
    ReturnType<typeof nameOf>,
    ReturnType<typeof nameOf>,
    ReturnType<typeof nameOf>,
    ReturnType<typeof nameOf>,
  ];
  put(world, client, { created: 1, name: 'Bo', email: 'bo@example.org' });
  put(world, order, {
    created: 1,
    client: client.id,
    number: 'RM-10001',
    location: 'Wharf Street',
    intake: 'walk_in',
  });
  put(world, device, { created: 1, order: order.id, brand: 'Acme', serial: 'S9', status: 'device_received' });
  put(world, ticket, { created: 1, order: order.id, client: client.id, subject: 'Tablet', status: 'open' });
  world.shop.writeAs(
    ticket,
    'ana',
    (entity) => void entity.append('messages', { channel: 'note', body: 'Called' }),
  );
  world.legacy.faults.next({ fault: 'cut', commit: 'after' }, { kind: 'POST /orders' });
  world.legacy.faults.next({ fault: 'cut', commit: 'after' }, { kind: 'POST /clients' });
  for (let n = 0; n < 4; n++) {
    await world.go();
    world.time.jump(world.time.now() + 20 * 60_000);
  }
  const counts = ['clients', 'orders', 'devices', 'tickets'].map((table) => world.legacy.rows(table).length);
  expect([
    counts,
    ['client', 'order', 'device', 'ticket'].map((kind) => world.shop.names(kind).length),
  ]).toEqual([
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ]);
  expect(world.legacy.rows('orders')[0]).toMatchObject({
    intake_method: 'walk_in',
    location_id: 'location-wharf-street',
  });
  expect(world.legacy.rows('tickets')[0]).toMatchObject({ subject: 'Tablet' });
  expect([shown(world, order, 'number'), shown(world, ticket, 'order')]).toEqual(['RM-10001', order.id]);
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-3, BRIDGE-13: clients that were made one, tickets that were merged and records that are gone leave no twin', async () => {
  const world = await started();
  const { client, order, device, ticket } = shopThere(world);
  const twin = world.legacy.user.addClient({ name: 'Ada B.', email: 'ada.b@example.org' });
  const lead = world.legacy.user.addTicket({ client_id: twin.id, subject: 'Hello' });
  await world.go(2);
  world.legacy.asUser(() => {
    world.legacy.user.merge('clients', client.id, twin.id);
    world.legacy.user.merge('tickets', lead.id, ticket.id);
    world.legacy.user.delete('devices', device.id);
  });
  await world.go(2);
  const deleted = (name: ReturnType<typeof nameOf>) => world.shop.read(name, (entity) => entity.deleted);
  expect([
    deleted(ours('client', client)),
    deleted(ours('client', twin)),
    deleted(ours('ticket', lead)),
  ]).toEqual([true, false, true]);
  expect([deleted(ours('ticket', ticket)), deleted(ours('device', device))]).toEqual([false, true]);
  expect(shown(world, ours('order', order), 'client')).toBe(ours('client', twin).id);
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-7: a creation that nobody answered is known by the record, not by a row of the listing, which tells less', async () => {
  const world = await started();
  const { client, order } = shopThere(world);
  await world.go(2);
  const other = world.legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
  const device = nameOf('device', 'own-device');
  put(world, device, {
    created: 1,
    order: ours('order', order).id,
    brand: 'Mine',
    status: 'device_received',
  });
  world.legacy.faults.next({ fault: 'cut', commit: 'after' }, { kind: 'POST /orders/:o/devices' });
  // Somebody there takes in another one right after it: both are unknown rows.
  const theirs = (): void => void world.legacy.user.addDevice(other.id, { custom_brand: 'Theirs' });
  world.legacy.faults.next({ fault: 'meanwhile', run: theirs }, { kind: 'GET /clients' });
  for (let n = 0; n < 3; n++) {
    await world.go();
    world.time.jump(world.time.now() + 20 * 60_000);
  }
  expect(shown(world, device, 'brand')).toBe('Mine');
  const brands = world.shop.names('device').map((name) => shown(world, name, 'brand'));
  expect(lines(brands)).toEqual(lines(['Acme', 'Mine', 'Theirs']));
  expect(world.legacy.rows('devices')).toHaveLength(3);
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-5: a price is what the items of a device come to: one that changed on both sides is asked about, and goes to its item once it is settled', async () => {
  const world = await started();
  const { device } = shopThere(world);
  await world.go(2);
  const phone = ours('device', device);
  put(world, phone, { price: 12_000 });
  await world.go();
  expect(world.legacy.rows('items')).toMatchObject([
    { device_id: device.id, price_inc_vat: 120, item_type: 'repair' },
  ]);
  const [item] = world.legacy.rows('items');
  put(world, phone, { price: 13_000 });
  world.legacy.asUser(() =>
    world.legacy.world.tables.items.update(String(item?.['id']), { price_inc_vat: 90 }),
  );
  await world.go(2);
  const [review] = world.shop.read(phone, (entity) => entity.reviews());
  expect([review?.field, lines(review?.entries.map(({ value }) => value) ?? [])]).toEqual([
    'price',
    lines([9_000, 13_000]),
  ]);
  expect(world.legacy.rows('items')).toMatchObject([{ price_inc_vat: 90 }]);
  put(world, phone, { price: 11_000 });
  await world.go(2);
  expect(world.legacy.rows('items')).toMatchObject([{ price_inc_vat: 110 }]);
  expect(await drift(world)).toEqual([]);
  // Two items: which of them a new price is of, nobody can say.
  world.legacy.asUser(() => {
    const { items } = world.legacy.world.tables;
    const [one] = items.find();
    if (one) items.insert({ ...one, id: 'second-item' });
  });
  await world.go(2);
  expect(shown(world, phone, 'price')).toBe(22_000);
  put(world, phone, { price: 30_000 });
  await world.go(2);
  expect((await drift(world)).map(({ field, cause }) => [field, cause])).toEqual([['price', 'unsayable']]);
});
