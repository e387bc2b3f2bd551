import { describe, expect, it } from 'vitest';
import { freshEntityId } from '../../shared/lib/ids.ts';
import { verify } from '../../server/bridge/verify.ts';
import {
  asked,
  go,
  goUntil,
  lines,
  nameOf,
  oursOf,
  put,
  quietWorld,
  settle,
  shopThere,
  shown,
} from './world.ts';
import type { World } from './soak.ts';

const say = (world: World, ticket: ReturnType<typeof nameOf>, channel: string, body: string): void =>
  world.shop.writeAs(ticket, 'ana', (entity) => void entity.append('messages', { channel, body }));
const bodies = (world: World, ticket: ReturnType<typeof nameOf>): readonly unknown[] =>
  world.shop.read(ticket, (entity) => entity.ledger('messages').map(({ parts }) => parts['body']));

describe('both ways', () => {
  it('BRIDGE-3, BRIDGE-5: what is there comes here under ids of its own, with its messages, and nothing of it is sent back', async () => {
    const world = quietWorld();
    const { client, order, device, ticket } = shopThere(world);
    await go(world, 2);
    expect(shown(world, oursOf('client', client), 'name')).toBe('Ada');
    expect(shown(world, oursOf('order', order), 'client')).toBe(oursOf('client', client).id);
    expect(shown(world, oursOf('device', device), 'price')).toBe(10_000);
    expect(shown(world, oursOf('device', device), 'diagnosis')).toBe('Does not start');
    expect(bodies(world, oursOf('ticket', ticket))).toEqual(['When is it ready?']);
    expect(world.legacy.writes).toEqual([]);
    expect((await verify(world.bridge)).differences).toEqual([]);
  });

  it('BRIDGE-6: what is made here is made there, what it belongs to first, and its changes and messages follow', async () => {
    const world = quietWorld();
    const { time, random, shop, legacy } = world;
    const fresh = (kind: string) => nameOf(kind, freshEntityId(time.now(), random));
    const [client, order, device, ticket] = [
      fresh('client'),
      fresh('order'),
      fresh('device'),
      fresh('ticket'),
    ];
    // The device is noted first: what it belongs to goes before it all the same.
    shop.writeAs(device, 'ana', (entity) => {
      for (const [field, value] of Object.entries({
        created: 1,
        order: order.id,
        status: 'device_received',
        price: 5_000,
      }))
        entity.set(field, value);
      entity.text('diagnosis').insert(0, 'Wet');
    });
    put(world, ticket, { created: 1, subject: 'Tablet', order: order.id, status: 'open' });
    say(world, ticket, 'note', 'Called');
    put(world, order, { created: 1, client: client.id, number: 'RM-10001' });
    put(world, client, { created: 1, name: 'Bo' });
    await go(world, 2);
    const [[clientRow], [orderRow], [deviceRow], [ticketRow]] = [
      [...legacy.rows.clients.values()],
      [...legacy.rows.orders.values()],
      [...legacy.rows.devices.values()],
      [...legacy.rows.tickets.values()],
    ];
    expect(orderRow).toMatchObject({ client_id: clientRow?.id });
    expect(deviceRow).toMatchObject({ order_id: orderRow?.id, price: 50, diagnosis: 'Wet' });
    expect(legacy.messages).toMatchObject([{ ticket: ticketRow?.id, content: 'Called', is_internal: true }]);
    expect(legacy.mails).toEqual([]);
    put(world, device, { price: 6_000 });
    await go(world);
    expect(legacy.rows.devices.get(deviceRow?.id ?? '')).toMatchObject({ price: 60 });
    expect(legacy.writes.filter((each) => each.startsWith('PATCH /api/devices'))).toHaveLength(1);
    expect([
      ...legacy.rows.clients,
      ...legacy.rows.orders,
      ...legacy.rows.devices,
      ...legacy.rows.tickets,
    ]).toHaveLength(4);
    expect((await verify(world.bridge)).differences).toEqual([]);
  });

  it('BRIDGE-5: a price that changed on both sides is asked about with both values, stays as it is there meanwhile, and goes there once it is settled', async () => {
    const world = quietWorld();
    const { device } = shopThere(world);
    await go(world);
    const ours = oursOf('device', device);
    put(world, ours, { price: 12_000 });
    world.legacy.edit('devices', device.id, { price: 90 });
    await go(world, 2);
    const reviews = world.shop.read(ours, (entity) => entity.reviews());
    expect(reviews.map(({ field }) => field)).toEqual(['price']);
    expect(
      lines(reviews.flatMap(({ entries }) => entries.map(({ value, author }) => [author, value]))),
    ).toEqual(
      lines([
        ['@bridge', 9_000],
        ['ana', 12_000],
      ]),
    );
    expect(world.legacy.rows.devices.get(device.id)).toMatchObject({ price: 90 });
    expect((await verify(world.bridge)).differences.map(({ field, cause }) => [field, cause])).toEqual([
      ['price', 'in-review'],
    ]);
    put(world, ours, { price: 11_000 });
    await go(world);
    expect(world.legacy.rows.devices.get(device.id)).toMatchObject({ price: 110 });
    expect(asked(world, ours)).toEqual([]);
  });

  it('BRIDGE-5: prose that changed on both sides is merged, once, on both', async () => {
    const world = quietWorld();
    const { device } = shopThere(world);
    await go(world);
    const ours = oursOf('device', device);
    world.shop.writeAs(ours, 'ana', (entity) => entity.text('diagnosis').insert(0, 'Wet. '));
    world.legacy.edit('devices', device.id, { diagnosis: 'Does not start at all' });
    await go(world, 2);
    expect(shown(world, ours, 'diagnosis')).toBe('Wet. Does not start at all');
    expect(world.legacy.rows.devices.get(device.id)).toMatchObject({
      diagnosis: 'Wet. Does not start at all',
    });
  });

  it('BRIDGE-16: a status that no move of ours leads to is the word of the legacy system; beside a move of ours it is asked about', async () => {
    const world = quietWorld();
    const { device } = shopThere(world);
    await go(world);
    const ours = oursOf('device', device);
    world.legacy.edit('devices', device.id, { status: 'repaired_ready' });
    await go(world);
    expect([shown(world, ours, 'status'), asked(world, ours)]).toEqual(['repaired_ready', []]);
    put(world, ours, { status: 'collected' });
    world.legacy.edit('devices', device.id, { status: 'diagnosing' });
    await go(world, 2);
    expect(asked(world, ours)).toEqual(['status']);
    expect(world.legacy.rows.devices.get(device.id)).toMatchObject({ status: 'diagnosing' });
  });

  it('BRIDGE-17: an order’s status goes there when it changes here, what is set by hand comes from there, and nothing is fought over', async () => {
    const world = quietWorld();
    const { device, order } = shopThere(world);
    await go(world, 3);
    const [ours, row] = [oursOf('order', order), () => world.legacy.rows.orders.get(order.id)?.['status']];
    expect([shown(world, ours, 'status'), row()]).toEqual(['in_progress', 'awaiting_device']);
    world.shop.writeAs(oursOf('device', device), '@import', (entity) =>
      entity.set('status', 'repaired_ready'),
    );
    await go(world, 2);
    expect([shown(world, ours, 'status'), row()]).toEqual(['awaiting_collection', 'awaiting_collection']);
    world.legacy.edit('orders', order.id, { status: 'on_hold' });
    await go(world, 2);
    expect([shown(world, ours, 'override'), shown(world, ours, 'status'), row()]).toEqual([
      'on_hold',
      'on_hold',
      'on_hold',
    ]);
    put(world, ours, { override: null });
    await go(world, 2);
    expect([shown(world, ours, 'status'), row()]).toEqual(['awaiting_collection', 'awaiting_collection']);
    world.legacy.edit('orders', order.id, { status: 'service_complete' });
    const before = world.legacy.writes.length;
    await go(world, 3);
    expect([row(), world.legacy.writes.length]).toEqual(['service_complete', before]);
    const { differences, derived } = await verify(world.bridge);
    expect([differences, derived.map(({ field, ours, theirs }) => [field, ours, theirs])]).toEqual([
      [],
      [['status', 'awaiting_collection', 'service_complete']],
    ]);
  });

  it('BRIDGE-18: what was sent comes back as no news, and a pass in which nothing changed writes nothing and asks for each page once', async () => {
    const world = quietWorld();
    const { device } = shopThere(world);
    for (let n = 0; n < 450; n++)
      world.legacy.add('clients', { name: `Client ${n}`, email: `c${n}@example.org` });
    await go(world);
    put(world, oursOf('device', device), { price: 1 });
    await go(world, 2);
    const [requests, heads] = [
      world.legacy.requests.length,
      [...world.shop.kept.values()].map(({ head }) => head),
    ];
    const writes = world.legacy.writes.length;
    await go(world);
    // Five pages of clients and one of each other kind, and an empty page, asked for twice, after each.
    expect(world.legacy.requests.length - requests).toBe(5 + 3 + 4 * 2);
    expect(world.legacy.writes).toHaveLength(writes);
    expect([...world.shop.kept.values()].map(({ head }) => head)).toEqual(heads);
  });
});

/** Everything that can be sent of a shop at once; then what each call of a port may cost. */
async function busyWorld() {
  const world = quietWorld();
  const rows = shopThere(world);
  await go(world, 2);
  const ours = {
    device: oursOf('device', rows.device),
    ticket: oursOf('ticket', rows.ticket),
    order: oursOf('order', rows.order),
  };
  put(world, ours.device, { price: 12_345, status: 'diagnosing' });
  world.shop.writeAs(ours.device, 'ana', (entity) => entity.text('diagnosis').insert(0, 'Wet. '));
  say(world, ours.ticket, 'email', 'It is ready');
  say(world, ours.ticket, 'note', 'Called');
  put(world, nameOf('device', 'second'), {
    created: 1,
    order: ours.order.id,
    brand: 'Second',
    status: 'device_received',
  });
  world.legacy.edit('devices', rows.device.id, { diagnosis: 'Does not start at all' });
  world.legacy.say(rows.ticket.id, 'Thank you', false, false);
  return { world, rows, ours };
}

describe('killed anywhere', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['before a call of a port', 0],
    ['after one', 0.5],
  ];
  it.each(cases)(
    'BRIDGE-7, BRIDGE-8: a bridge that is killed %s, whichever it is, does nothing twice and leaves nothing out',
    async (_, half) => {
      let last = 0;
      for (let call = 0; ; call++) {
        const { world, rows, ours } = await busyWorld();
        if (!(await goUntil(world, call + half))) break;
        last = call;
        // What somebody writes before it is started again is no disagreement with what they wrote before.
        put(world, ours.device, { price: 20_000 });
        world.shop.writeAs(ours.device, 'ana', (entity) => entity.text('diagnosis').insert(0, 'Very '));
        await settle(world);
        const found = {
          call,
          asked: asked(world, ours.device),
          price: world.legacy.rows.devices.get(rows.device.id)?.['price'],
          diagnosis: world.legacy.rows.devices.get(rows.device.id)?.['diagnosis'],
          here: shown(world, ours.device, 'diagnosis'),
          devices: [...world.legacy.rows.devices.values()].map(({ brand }) => brand),
          messages: lines(world.legacy.messages.map(({ content }) => content)),
          bodies: lines(bodies(world, ours.ticket)),
          mails: world.legacy.mails,
          drift: (await verify(world.bridge)).differences,
        };
        const said = lines(['Called', 'It is ready', 'Thank you', 'When is it ready?']);
        expect(found).toEqual({
          call,
          asked: [],
          price: 200,
          diagnosis: 'Very Wet. Does not start at all',
          here: 'Very Wet. Does not start at all',
          devices: ['Acme', 'Second'],
          messages: said,
          bodies: said,
          mails: ['It is ready'],
          drift: [],
        });
      }
      expect(last).toBeGreaterThan(100);
    },
  );

  it('BRIDGE-12: a first pull that is killed goes on where it was, page by page', async () => {
    const world = quietWorld();
    for (let n = 0; n < 1_000; n++)
      world.legacy.add('clients', { name: `Client ${n}`, email: `c${n}@example.org` });
    expect(await goUntil(world, 3_500)).toBe(true);
    const there = world.shop.names('client').length;
    expect([there > 200, there < 900]).toEqual([true, true]);
    const before = world.legacy.requests.length;
    await go(world);
    expect(world.shop.names('client')).toHaveLength(1_000);
    // The page that was cut off, those after it, and the empty one twice; then the other kinds.
    const pages = Math.ceil((1_000 - there) / 100);
    expect(world.legacy.requests.length - before).toBeLessThanOrEqual(1 + pages + 2 + 3 * 2);
  });
});
