/** Records that are deleted and restored here, while people there work on (rule BRIDGE-25). */
import { afterEach, expect, it } from 'vitest';
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { round } from '../../server/bridge/round.ts';
import { stepOf } from '../../server/bridge/running/standing.ts';
import { verify } from '../../server/bridge/verify.ts';
import { fullScene, type FullScene } from './full-world.ts';
import { asked, go, nameOf, oursOf, put, quietWorld, settle, shopThere, shown } from './world.ts';

let scene: FullScene | undefined;
afterEach(async () => {
  await scene?.legacy.stop();
  scene = undefined;
});

async function deviceThere() {
  const made = await fullScene();
  scene = made;
  const { legacy } = made;
  const client = legacy.user.addClient({ name: 'Ada', email: 'ada@example.org' });
  const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
  const row = legacy.user.addDevice(order.id, {
    custom_brand: 'Acme',
    serial_number: 'S1',
    diagnosis_notes: 'x',
  });
  await made.go(2);
  const rounds = (times: number): Promise<void> => made.go(times);
  return { ...made, rounds, row, phone: nameOf('device', recordIdOf(row.id)) };
}

it('BRIDGE-25: what was edited there since is not deleted there: people are asked, and what they decide is done', async () => {
  const { legacy, shop, row, phone, rounds } = await deviceThere();
  legacy.user.edit('devices', row.id, { diagnosis_notes: 'Battery swollen, call the customer' });
  shop.writeAs(phone, 'ana', (entity) => entity.delete());
  await rounds(2);
  const asked = () => shop.read(phone, (entity) => entity.reviews().map(({ field }) => field));
  expect([legacy.rows('devices').length, asked()]).toEqual([1, ['deleted']]);
  expect(shop.read(phone, (entity) => entity.text('diagnosis').toJSON())).toContain('Battery swollen');
  // Having seen it they delete it all the same.
  shop.writeAs(phone, 'ana', (entity) => entity.delete());
  await rounds(2);
  expect([legacy.rows('devices').length, asked()]).toEqual([0, []]);
});

it('BRIDGE-25: a record that is restored after it was deleted on both sides is made there anew, and what is written of it arrives', async () => {
  const { legacy, shop, state, bridge, row, phone, rounds } = await deviceThere();
  shop.writeAs(phone, 'ana', (entity) => entity.delete());
  await rounds(2);
  expect(legacy.rows('devices')).toEqual([]);
  shop.writeAs(phone, 'ana', (entity) => {
    entity.restore();
    entity.set('serial', 'S2');
  });
  await rounds(3);
  const [made, ...others] = legacy.rows('devices');
  expect([made?.['serial_number'], others]).toEqual(['S2', []]);
  const link = await state.link(phone);
  expect([link?.legacy === made?.['id'], link?.legacy === row.id, stepOf(link)]).toEqual([
    true,
    false,
    'there',
  ]);
  expect(shop.names('device')).toHaveLength(1);
  expect((await verify(bridge)).differences).toEqual([]);
});

it('BRIDGE-25: what was deleted there and is kept here, because people had written of it, is made there anew', async () => {
  const world = quietWorld();
  const rows = shopThere(world);
  await go(world, 2);
  const device = oursOf('device', rows.device);
  put(world, device, { price: 7_700 });
  world.legacy.remove('devices', rows.device.id);
  await go(world, 2);
  expect(world.shop.read(device, (entity) => entity.reviews().map(({ field }) => field))).toEqual([
    'deleted',
  ]);
  expect(world.legacy.rows.devices.size).toBe(0);
  world.shop.writeAs(device, 'ana', (entity) => entity.restore());
  await go(world, 2);
  expect([...world.legacy.rows.devices.values()]).toMatchObject([{ brand: 'Acme', serial: 'S1', price: 77 }]);
  expect((await verify(world.bridge)).differences).toEqual([]);
});

it('BRIDGE-3: what refers to a record under an id that it had only just been given there goes on referring to it, also where it is made anew', async () => {
  const world = quietWorld();
  const { legacy, shop } = world;
  const rows = shopThere(world);
  await go(world, 2);
  const [device, order] = [oursOf('device', rows.device), oursOf('order', rows.order)];
  // The orders of this round were told under the old id, its devices under the new one.
  legacy.aim = (method, path) => {
    if (method === 'GET' && path.startsWith('/api/devices?') && legacy.rows.orders.has(rows.order.id)) {
      legacy.rename('orders', rows.order.id);
      legacy.edit('devices', rows.device.id, { diagnosis: 'x' });
    }
    return undefined;
  };
  await go(world);
  const [renamed] = legacy.rows.orders.keys();
  expect([renamed === rows.order.id, shown(world, device, 'order')]).toEqual([false, order.id]);
  put(world, device, { price: 7_700 });
  legacy.remove('devices', rows.device.id);
  // Nothing of the order is sent: it is first heard of in the listing, under its new id.
  for (let times = 0; times < 2; times++) await round(world.bridge, { full: true });
  expect([shop.names('order'), asked(world, device)]).toEqual([[order], ['deleted']]);
  shop.writeAs(device, 'ana', (entity) => entity.restore());
  await go(world, 3);
  expect([...legacy.rows.devices.values()]).toMatchObject([{ brand: 'Acme', order_id: renamed, price: 77 }]);
  expect(shown(world, device, 'order')).toBe(order.id);
  expect((await verify(world.bridge)).differences).toEqual([]);
});

it('BRIDGE-3: a row there that goes on naming what was made anew under another id takes no reference from ours', async () => {
  const world = quietWorld();
  const { legacy, shop } = world;
  const rows = shopThere(world);
  await go(world, 2);
  legacy.rename('clients', rows.client.id);
  await go(world, 2);
  const [renamed = ''] = legacy.rows.clients.keys();
  const [client, order] = [oursOf('client', rows.client), oursOf('order', rows.order)];
  put(world, client, { phone: '07700 900461' });
  legacy.remove('clients', renamed);
  await go(world, 2);
  expect(asked(world, client)).toEqual(['deleted']);
  shop.writeAs(client, 'ana', (entity) => entity.restore());
  await go(world, 2);
  expect(legacy.rows.clients.has(renamed)).toBe(false);
  expect([...legacy.rows.clients.values()]).toMatchObject([{ email: 'ada@example.org' }]);
  legacy.edit('orders', rows.order.id, { notes: 'By van' });
  await go(world, 2);
  expect([shown(world, order, 'notes'), shown(world, order, 'client')]).toEqual(['By van', client.id]);
  const { differences } = await verify(world.bridge);
  const told = differences.map(({ kind, field, theirs, cause }) => [kind, field, theirs, cause]);
  expect(told).toEqual(['order', 'ticket'].map((kind) => [kind, 'client', renamed, 'unknown-reference']));
});

it('BRIDGE-25: what was sent to the record that is gone says nothing about the one that is made anew: nothing of ours is emptied', async () => {
  const world = quietWorld();
  const { legacy, shop } = world;
  const rows = shopThere(world);
  // One that is made there says nothing of what was found: that is written once it is there.
  const kinds = world.bridge.mapping.kinds.map((kind) =>
    kind.kind === 'device' && kind.creation
      ? { ...kind, creation: { ...kind.creation, takes: ['order', 'brand', 'serial', 'status'] } }
      : kind,
  );
  world.bridge = { ...world.bridge, mapping: { ...world.bridge.mapping, kinds } };
  await go(world, 2);
  const device = oursOf('device', rows.device);
  shop.writeAs(device, 'ana', (entity) => entity.text('diagnosis').insert(0, 'Battery swollen. '));
  let wasSent = false;
  legacy.aim = (method, path) => {
    if (!path.startsWith(`/api/devices/${rows.device.id}`)) return undefined;
    wasSent ||= method === 'PATCH';
    if (method === 'GET' && wasSent) legacy.remove('devices', rows.device.id);
    return method === 'GET' && wasSent ? 'error-before' : undefined;
  };
  await go(world);
  expect(wasSent).toBe(true);
  legacy.aim = () => undefined;
  await go(world, 2);
  shop.writeAs(device, 'ana', (entity) => entity.restore());
  await settle(world);
  const wanted = 'Battery swollen. Does not start';
  expect(shop.read(device, (entity) => entity.text('diagnosis').toJSON())).toBe(wanted);
  expect([...legacy.rows.devices.values()]).toMatchObject([{ brand: 'Acme', diagnosis: wanted }]);
});

it('BRIDGE-25: one that cannot be made there again is told as apart', async () => {
  const world = quietWorld();
  const rows = shopThere(world);
  await go(world, 2);
  const device = oursOf('device', rows.device);
  const kinds = world.bridge.mapping.kinds.map(({ creation, ...kind }) =>
    kind.kind === 'device' || !creation ? kind : { ...kind, creation },
  );
  world.bridge = { ...world.bridge, mapping: { ...world.bridge.mapping, kinds } };
  world.legacy.remove('devices', rows.device.id);
  await go(world, 2);
  world.shop.writeAs(device, 'ana', (entity) => entity.restore());
  await go(world, 2);
  expect([stepOf(await world.state.link(device)), world.legacy.rows.devices.size]).toEqual(['apart', 0]);
  expect((await verify(world.bridge)).differences.map(({ cause }) => cause)).toEqual(['only-here']);
});
