/** What was made here and goes to the emulated full API, over HTTP: by names, as lines, once. */
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

it('BRIDGE-20: places, types of device and people are meant by their names, and what is not said is read there', async () => {
  const world = await started();
  const { device } = shopThere(world);
  world.legacy.user.edit('devices', device.id, {
    device_type_id: 'type-laptop',
    assigned_engineer_id: 'user-ben',
  });
  const [client, order, phone, talk] = ['client', 'order', 'device', 'ticket'].map((kind) =>
    nameOf(kind, `own-${kind}`),
  ) as [
    ReturnType<typeof nameOf>,
    ReturnType<typeof nameOf>,
    ReturnType<typeof nameOf>,
    ReturnType<typeof nameOf>,
  ];
  // Without an address, and without a place.
  put(world, client, { created: 1, name: 'Bo' });
  put(world, order, { created: 1, client: client.id, number: 'RM-10001', assignedUser: 'ben' });
  // Of these a creation there takes no notice.
  put(world, order, { intake: 'walk_in', tracking: 'T1', readyBy: '2026-03-09', authorisedLimit: 5_000 });
  put(world, phone, { priority: 'urgent', readyBy: '2026-03-08' });
  world.shop.writeAs(phone, 'ana', (entity) => entity.text('diagnosis').insert(0, 'Wet.'));
  put(world, phone, { created: 1, order: order.id, type: 'Laptop', engineer: 'ben', price: 4_000 });
  for (const status of ['device_received', 'diagnosing', 'ready_to_quote', 'ready_to_repair', 'repairing'])
    put(world, phone, { status });
  for (const status of ['repaired_qc', 'repaired_ready', 'collected']) put(world, phone, { status });
  put(world, talk, { created: 1, order: order.id, client: client.id, subject: 'Tablet', status: 'open' });
  world.shop.writeAs(
    talk,
    'ana',
    (entity) => void entity.append('messages', { channel: 'note', body: 'Called' }),
  );
  put(world, talk, { status: 'closed' });
  for (let n = 0; n < 3; n++) {
    await world.go();
    world.time.jump(world.time.now() + 20 * 60_000);
  }
  const laptop = ours('device', device);
  expect([shown(world, laptop, 'type'), shown(world, laptop, 'engineer')]).toEqual(['Laptop', 'ben']);
  expect(shown(world, order, 'location')).toBe('Wharf Street');
  expect(world.legacy.rows('orders').at(-1)).toMatchObject({
    location_id: 'location-wharf-street',
    assigned_user_id: 'user-ben',
    tracking_number: 'T1',
    authorisation_amount: 50,
  });
  expect([shown(world, order, 'tracking'), shown(world, order, 'readyBy')]).toEqual(['T1', '2026-03-09']);
  expect(world.legacy.rows('devices').at(-1)).toMatchObject({
    device_type_id: 'type-laptop',
    assigned_engineer_id: 'user-ben',
    priority: 'urgent',
    diagnosis_notes: 'Wet.',
    // Charged for before it was collected, as nothing can be afterwards.
    status: 'collected',
  });
  expect(world.legacy.rows('items')).toMatchObject([{ price_inc_vat: 40 }]);
  // Said before the ticket was closed.
  expect(world.legacy.rows('messages').map(({ body_text }) => body_text)).toContain('Called');
  expect(await world.state.deadLetters()).toEqual([]);
  put(world, order, { location: 'Nowhere Road' });
  await world.go();
  expect((await drift(world)).map(({ field, cause }) => [field, cause])).toEqual([['location', 'unsayable']]);
});

it('BRIDGE-21: what is charged for no device is there as often on both sides, whoever adds, changes or takes it back', async () => {
  const world = await started();
  const { order, device } = shopThere(world);
  const { legacy, shop } = world;
  const cable = legacy.user.addItem(order.id, {
    item_type: 'accessory',
    description: 'Cable',
    quantity: 2,
    price_inc_vat: 4.5,
  });
  // What is charged for a device is its price, and no line here.
  legacy.user.addItem(order.id, { device_id: device.id, price_inc_vat: 100 });
  await world.go(2);
  const job = ours('order', order);
  const net = (): readonly string[] => {
    const counts = new Map<string, number>();
    for (const { parts } of shop.read(job, (entity) => entity.ledger('lines'))) {
      const sort = `${String(parts['description'])} at ${String(parts['price'])} of ${String(parts['vat'])}%`;
      counts.set(sort, (counts.get(sort) ?? 0) + Number(parts['quantity']));
    }
    return lines([...counts].filter(([, count]) => count !== 0).map(([sort, count]) => `${count} ${sort}`));
  };
  const there = (): readonly string[] =>
    lines(
      legacy
        .rows('items')
        .filter(({ device_id }) => device_id === null)
        .map(
          ({ description, quantity, price_inc_vat, vat_rate }) =>
            `${String(quantity)} ${String(description)} at ${Math.round(Number(price_inc_vat) * 100)} of ${String(vat_rate)}%`,
        ),
    );
  expect(net()).toEqual(lines(['2 Cable at 450 of 20%']));
  const add = (description: string, quantity: number, price: number, vat = 20): void =>
    shop.writeAs(
      job,
      'ana',
      (entity) => void entity.append('lines', { type: 'accessory', description, quantity, price, vat }),
    );
  add('Case', 1, 1_999);
  add('Cable', -1, 450);
  legacy.user.editItem(cable.id, { quantity: 5 });
  // Nobody answers that the case was made.
  legacy.faults.next({ fault: 'cut', commit: 'after' }, { kind: 'POST /orders/:o/items' });
  for (let n = 0; n < 3; n++) {
    await world.go(2);
    world.time.jump(world.time.now() + 20 * 60_000);
  }
  expect([net(), there()]).toEqual([
    lines(['1 Case at 1999 of 20%', '4 Cable at 450 of 20%']),
    lines(['1 Case at 1999 of 20%', '4 Cable at 450 of 20%']),
  ]);
  // Another price, and nothing of it any more.
  legacy.user.editItem(cable.id, { price_inc_vat: 5 });
  add('Case', -1, 1_999);
  add('Voucher', -1, 1_000, 0);
  await world.go(3);
  const left = lines(['4 Cable at 500 of 20%', '-1 Voucher at 1000 of 0%']);
  expect([net(), there()]).toEqual([left, left]);
  legacy.user.removeItem(cable.id);
  await world.go(2);
  expect([net(), there()]).toEqual([left.slice(0, 1), left.slice(0, 1)]);
  expect(shown(world, ours('device', device), 'price')).toBe(10_000);
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-7: what was made there while nobody answered is known by its address or its number, though somebody changed it before it was looked for', async () => {
  const world = await started();
  const { order } = shopThere(world);
  await world.go(2);
  const [client, device] = [nameOf('client', 'own-client'), nameOf('device', 'own-device')];
  put(world, client, { created: 1, name: 'Bo', email: 'bo@example.org', phone: '0123' });
  put(world, device, {
    created: 1,
    order: ours('order', order).id,
    brand: 'Mine',
    serial: 'S77',
    status: 'device_received',
  });
  const { legacy } = world;
  const changed = (): void => {
    const madeClient = legacy.rows('clients').find(({ email }) => email === 'bo@example.org');
    const madeDevice = legacy.rows('devices').find(({ serial_number }) => serial_number === 'S77');
    if (madeClient) legacy.user.edit('clients', String(madeClient['id']), { phone: '0456' });
    if (madeDevice) legacy.user.edit('devices', String(madeDevice['id']), { colour: 'red' });
  };
  for (const kind of ['POST /clients', 'POST /orders/:o/devices']) {
    legacy.faults.next({ fault: 'cut', commit: 'after' }, { kind });
    legacy.faults.next({ fault: 'then', run: changed }, { kind: 'GET /clients' });
    // The second try is turned away without a word of what is there.
    legacy.faults.next({ fault: 'status', status: 429 }, { kind });
  }
  await world.go();
  changed();
  for (let n = 0; n < 4; n++) {
    world.time.jump(world.time.now() + 20 * 60_000);
    await world.go();
  }
  expect([legacy.rows('clients').length, world.shop.names('client').length]).toEqual([2, 2]);
  expect([legacy.rows('devices').length, world.shop.names('device').length]).toEqual([2, 2]);
  expect([shown(world, client, 'phone'), shown(world, device, 'colour')]).toEqual(['0456', 'red']);
  expect(await drift(world)).toEqual([]);
});
