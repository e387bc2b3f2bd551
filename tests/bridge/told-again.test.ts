/** What an API says of a field it does not take, of rows that nobody can read, and of when something changed. */
import { expect, it } from 'vitest';
import { look } from '../../server/bridge/look.ts';
import { retryFields } from '../../server/bridge/refused-fields.ts';
import { round } from '../../server/bridge/round.ts';
import { verify } from '../../server/bridge/verify.ts';
import { must } from '../../shared/lib/assert.ts';
import { entityKey, type KindName } from '../../shared/lib/ids.ts';
import { go, nameOf, oursOf, put, quietWorld, settle, shopThere, shown } from './world.ts';

it('BRIDGE-29: what the API says of a field is kept with it, and it is sent again when somebody says so', async () => {
  const world = quietWorld();
  const { device } = shopThere(world);
  await go(world, 2);
  const name = oursOf('device', device);
  world.legacy.aim = (method, path) =>
    method === 'PATCH' && path.includes('/devices/') ? 'refuse-before' : undefined;
  put(world, name, { price: 500 });
  await settle(world);
  expect((await verify(world.bridge)).differences).toMatchObject([
    { field: 'price', cause: 'refused', said: expect.stringContaining('422: No') },
  ]);
  world.legacy.aim = () => undefined;
  await settle(world, 2);
  expect(world.legacy.rows.devices.get(device.id)?.price).toBe(100);
  const { state } = world.bridge;
  const kinds = ['device' as KindName];
  const now = world.time.now();
  const other = [entityKey(nameOf('device', 'none'))];
  expect(await retryFields(state, { kinds, keys: other }, now)).toEqual([]);
  expect(await retryFields(state, { kinds, keys: undefined }, now)).toMatchObject([
    { key: entityKey(name), reason: 'refused', detail: expect.stringContaining('price: ') },
  ]);
  await go(world, 2);
  expect(world.legacy.rows.devices.get(device.id)?.price).toBe(5);
  expect((await verify(world.bridge)).differences).toEqual([]);
});

it('BRIDGE-7: a field that theirs does not tell once, just after it was sent, is no other one’s word when it is told again', async () => {
  const world = quietWorld();
  const { legacy, shop } = world;
  const rows = shopThere(world);
  await go(world, 2);
  const order = oursOf('order', rows.order);
  const row = must(legacy.rows.orders.get(rows.order.id), 'an order');
  shop.writeAs(order, 'ana', (entity) => entity.text('notes').insert(0, 'Ours. '));
  let wasSent = false;
  let wasTyped = false;
  let untold = row['notes'] ?? null;
  legacy.aim = (method, path) => {
    row['notes'] ??= untold;
    if (path.startsWith(`/api/orders/${row.id}`)) {
      // From when it was sent on the order alone does not tell it.
      if (method === 'GET' && wasSent) {
        untold = row['notes'] ?? null;
        delete row['notes'];
      }
      wasSent ||= method === 'PATCH';
    } else if (path.startsWith('/api/orders?') && wasSent && !wasTyped) {
      wasTyped = true;
      legacy.edit('orders', row.id, { notes: 'Ours. By post. One' });
    }
    return undefined;
  };
  await go(world, 2);
  expect([wasSent, wasTyped]).toEqual([true, true]);
  expect(shop.read(order, (entity) => entity.text('notes').toJSON())).toBe('Ours. By post. One');
});

it('BRIDGE-12: what was told wrongly once when a record was looked at is put right by the next listing, of a row that did not change', async () => {
  const world = quietWorld();
  const { device } = shopThere(world);
  await go(world, 2);
  const name = oursOf('device', device);
  const mapping = must(
    world.bridge.mapping.kinds.find(({ kind }) => kind === name.kind),
    'devices are mapped',
  );
  const row = must(world.legacy.rows.devices.get(device.id), 'a device');
  row['price'] = 42;
  await look(world.bridge, mapping, must(await world.state.link(name), 'a link'));
  expect(shown(world, name, 'price')).toBe(4_200);
  row['price'] = 100;
  await go(world);
  expect(shown(world, name, 'price')).toBe(10_000);
});

it('BRIDGE-11: a row that nobody can read is told until a whole listing does not meet it any more', async () => {
  const world = quietWorld();
  shopThere(world);
  world.legacy.aim = (_, path) => (path.startsWith('/api/devices?') ? 'no-record' : undefined);
  await go(world);
  const told = async () => (await world.bridge.state.deadLetters()).map(({ reason }) => reason);
  expect(await told()).toEqual(['unreadable']);
  await go(world);
  expect(await told()).toEqual(['unreadable']);
  world.legacy.aim = () => undefined;
  await go(world);
  expect(await told()).toEqual([]);
});

it('BRIDGE-12: a row that says no time, or one that is years ahead, hides no change behind it', async () => {
  const world = quietWorld();
  const { legacy } = world;
  const all = Array.from({ length: 150 }, (_, n) =>
    legacy.add('clients', { name: `C${n}`, email: `${n}@x.org` }),
  );
  const [first, second] = all;
  Object.assign(legacy.rows.clients.get(first?.id ?? '') ?? {}, { updated_at: '2999-01-01T00:00:00.000Z' });
  await go(world, 2);
  const edit = (word: string): void => {
    for (const { id } of all.slice(2)) legacy.edit('clients', id, { phone: word });
    Object.assign(legacy.rows.clients.get(second?.id ?? '') ?? {}, { updated_at: '~' });
  };
  const phones = (): readonly unknown[] => [
    ...new Set(all.slice(2).map((row) => shown(world, oursOf('client', row), 'phone'))),
  ];
  for (const word of ['one', 'two']) {
    world.time.jump(world.time.now() + 3_600_000);
    edit(word);
    await round(world.bridge, { full: false });
    expect(phones()).toEqual([word]);
  }
});
