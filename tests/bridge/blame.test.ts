/** Whether it is the API that fails or one record of it (rule BRIDGE-22). */
import { afterEach, expect, it, vi } from 'vitest';
import { isTrouble } from '../../server/bridge/api/legacy-api.ts';
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { verify } from '../../server/bridge/verify.ts';
import { fullScene, type FullScene } from './full-world.ts';
import { go, nameOf, oursOf, put, quietWorld, settle, shopThere } from './world.ts';

let scene: FullScene | undefined;
afterEach(async () => {
  await scene?.legacy.stop();
  scene = undefined;
});

const ours = (kind: string, { id }: { readonly id: string }) => nameOf(kind, recordIdOf(id));

/** Whoever asks for one of these clients gets an error of the server. */
const poison = ({ legacy }: FullScene, ids: readonly string[]): void =>
  legacy.faults.next(
    { fault: 'status', status: 500 },
    {
      kind: /^GET \/clients\/:/,
      where: ({ address }) => ids.some((id) => address.includes(id)),
      times: 100_000,
    },
  );

it('BRIDGE-22: one record of which the API says an error every time stops nothing, has a letter, and is told as a difference', async () => {
  scene = await fullScene();
  const { legacy, shop, state, bridge } = scene;
  const client = legacy.user.addClient({ name: 'Ada', email: 'ada@example.org' });
  const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
  const device = legacy.user.addDevice(order.id, { custom_brand: 'Acme', serial_number: 'S1' });
  await scene.go(2);
  poison(scene, [client.id]);
  legacy.user.edit('devices', device.id, { custom_brand: 'Bcme' });
  await scene.go(2);
  expect(shop.read(ours('device', device), (entity) => entity.get('brand'))).toBe('Bcme');
  const key = `client:${client.id}`;
  expect((await state.deadLetters()).map(({ key: of, reason }) => [of, reason])).toEqual([
    [key, 'exhausted'],
  ]);
  expect((await verify(bridge)).differences).toMatchObject([{ legacy: client.id, cause: 'untold-there' }]);
  legacy.faults.heal();
  await scene.go(2);
  expect([await state.deadLetters(), (await verify(bridge)).differences]).toEqual([[], []]);
});

it('BRIDGE-22: a page with several such records is taken in but for these, and what comes after it', async () => {
  scene = await fullScene();
  const { legacy, shop, state } = scene;
  const clients = [1, 2, 3, 4, 5].map((n) =>
    legacy.user.addClient({ name: `C${n}`, email: `c${n}@example.org` }),
  );
  legacy.user.addOrder({ client_id: String(clients[4]?.id), location_id: 'location-wharf-street' });
  poison(
    scene,
    clients.slice(0, 3).map(({ id }) => id),
  );
  const get = vi.spyOn(scene.bridge.api, 'get');
  const letters = vi.spyOn(state, 'deadLetters');
  await scene.go();
  // Once for what is on it, and once whether it is the API, for the three that were asked for together.
  const pages = get.mock.calls.filter(([path]) => path === '/clients').map(([, query]) => query?.['page']);
  expect(pages).toEqual([1, 1]);
  // All letters are read once in a round, and once for each listing that came to its end.
  const whole = letters.mock.calls.filter(([name]) => name === undefined).length;
  expect(whole).toBe(1 + scene.bridge.mapping.kinds.length);
  expect([shop.names('client').length, shop.names('order').length]).toEqual([2, 1]);
  expect((await state.deadLetters()).map(({ what }) => what)).toEqual(['row', 'row', 'row']);
  legacy.faults.heal();
  await scene.go();
  expect([shop.names('client').length, await state.deadLetters()]).toEqual([5, []]);
});

it('BRIDGE-22: what a listing left out and the API fails for stays here, and the round comes to its end', async () => {
  const world = quietWorld();
  const rows = shopThere(world);
  await go(world, 2);
  world.legacy.aim = (_method, path) => {
    if (path === `/api/devices/${rows.device.id}`) return 'error-before';
    return path.startsWith('/api/devices?') ? 'short' : undefined;
  };
  await go(world, 2);
  expect(world.shop.read(oursOf('device', rows.device), (entity) => entity.deleted)).toBe(false);
  expect((await world.state.deadLetters()).map(({ key }) => key)).toEqual([`device:${rows.device.id}`]);
});

it('BRIDGE-22: an API that refuses everything, as that of a locked company does, counts against no record', async () => {
  const world = quietWorld();
  const rows = shopThere(world);
  await go(world, 2);
  put(world, oursOf('device', rows.device), { price: 9_900 });
  world.legacy.aim = () => 'refuse-before';
  for (let n = 0; n < 10; n++) {
    await expect(go(world)).rejects.toSatisfy((error) => isTrouble(error, 'refused'));
    world.time.jump(world.time.now() + 15 * 60_000);
  }
  expect([await world.state.deadLetters(), (await world.state.waiting()).count]).toEqual([[], 1]);
  world.legacy.aim = () => undefined;
  await settle(world, 1);
  expect(world.legacy.rows.devices.get(rows.device.id)).toMatchObject({ price: 99 });
});
