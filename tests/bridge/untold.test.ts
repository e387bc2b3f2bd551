/** Fields that the API does not tell (rule BRIDGE-28). */
import { afterEach, expect, it } from 'vitest';
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { fullScene, type FullScene } from './full-world.ts';
import { go, nameOf, oursOf, put, quietWorld, settle, shopThere } from './world.ts';

let scene: FullScene | undefined;
afterEach(async () => {
  await scene?.legacy.stop();
  scene = undefined;
});

it('BRIDGE-28: a field that the API leaves out and nobody here set holds nothing up; one that is set waits, and is told', async () => {
  const world = quietWorld();
  const { legacy, shop, state } = world;
  const rows = shopThere(world);
  await go(world, 2);
  const late = legacy.add('devices', { order_id: rows.order.id, brand: 'Late', status: 'device_received' });
  // The API does not know the column any more.
  for (const row of legacy.rows.devices.values()) Reflect.deleteProperty(row, 'diagnosis');
  await go(world, 2);
  const device = oursOf('device', late);
  put(world, device, { price: 900 });
  await go(world);
  expect([legacy.rows.devices.get(late.id), (await state.waiting()).count]).toMatchObject([{ price: 9 }, 0]);
  shop.writeAs(device, 'ana', (entity) => entity.text('diagnosis').insert(0, 'Wet'));
  await settle(world, 12);
  expect((await state.deadLetters()).map(({ reason }) => reason)).toEqual(['untold']);
  expect(legacy.rows.devices.get(late.id)?.['diagnosis']).toBeUndefined();
});

it('BRIDGE-28: what is said does not wait for a field that does', async () => {
  scene = await fullScene();
  const { legacy, shop, state } = scene;
  const client = legacy.user.addClient({ name: 'Ada', email: 'ada@example.org' });
  const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
  const missing = { fault: 'missing', field: 'assigned_user_id' } as const;
  legacy.faults.next(missing, { kind: 'GET /tickets/:t', times: 100_000 });
  await scene.go(2);
  const ticket = nameOf('ticket', recordIdOf(String(order.ticket_id)));
  shop.writeAs(ticket, 'ana', (entity) => {
    entity.set('assignedUser', 'ben');
    entity.append('messages', { channel: 'note', body: 'Called' });
  });
  await scene.go();
  expect([
    legacy.rows('messages').map(({ body_text }) => body_text),
    await state.outgoing(ticket),
  ]).toMatchObject([['Called'], { tries: 1 }]);
});
