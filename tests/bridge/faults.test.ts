/** The faults of a legacy API, one by one: numbers 51 to 58 of docs/faults.md. */
import { expect, it } from 'vitest';
import { isTrouble } from '../../server/bridge/api/legacy-api.ts';
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { endLetters } from '../../server/bridge/letters.ts';
import { verify } from '../../server/bridge/verify.ts';
import { must } from '../../shared/lib/assert.ts';
import { asked, go, lines, nameOf, oursOf, put, quietWorld, settle, shopThere, shown } from './world.ts';
import type { World } from './soak.ts';

async function startedShop() {
  const world = quietWorld();
  const rows = shopThere(world);
  await go(world, 2);
  return { world, rows, device: oursOf('device', rows.device) };
}

/** Fails requests while the answer says so. */
function failing(world: World, fault: string, of: (method: string, path: string) => boolean): () => number {
  let hits = 0;
  world.legacy.aim = (method, path) => {
    if (!of(method, path)) return undefined;
    hits++;
    return fault;
  };
  return () => hits;
}
const heal = (world: World): void => {
  world.legacy.aim = () => undefined;
};
const drift = async (world: World) => (await verify(world.bridge)).differences;

it('BRIDGE-11: while the API answers nothing at all, the queue is kept, nothing is given up, and it is told', async () => {
  const { world, device, rows } = await startedShop();
  put(world, device, { price: 1 });
  failing(world, 'error-before', () => true);
  for (let n = 0; n < 20; n++) {
    await expect(go(world)).rejects.toSatisfy((error) => isTrouble(error, 'unreachable'));
    world.time.jump(world.time.now() + 3_600_000);
  }
  expect([await world.state.deadLetters(), (await world.state.waiting()).count]).toEqual([[], 1]);
  heal(world);
  await go(world);
  expect(world.legacy.rows.devices.get(rows.device.id)).toMatchObject({ price: 0.01 });
});

it('BRIDGE-11: a record that fails every time waits longer each time, is given up with its reason, holds nothing up, and is taken up again', async () => {
  const { world, device, rows } = await startedShop();
  const other = world.legacy.add('devices', {
    order_id: rows.order.id,
    brand: 'Other',
    status: 'device_received',
    price: 5,
  });
  await go(world);
  const hits = failing(
    world,
    'error-before',
    (method, path) => method === 'PATCH' && path.endsWith(rows.device.id),
  );
  put(world, device, { price: 1 });
  put(world, oursOf('device', other), { price: 700 });
  for (let n = 0; n < 40; n++) {
    await go(world);
    world.time.jump(world.time.now() + 30 * 60_000);
  }
  expect(world.legacy.rows.devices.get(other.id)).toMatchObject({ price: 7 });
  const [letter, ...others] = await world.state.deadLetters();
  expect([letter?.key, letter?.reason, letter?.tries, hits(), others]).toEqual([
    `device/${device.id}`,
    'exhausted',
    8,
    8,
    [],
  ]);
  expect((await drift(world)).map(({ field, cause }) => [field, cause])).toEqual([['price', 'given-up']]);
  heal(world);
  await endLetters(world.state, [must(letter, 'a letter')], 'retry', world.time.now());
  await go(world);
  expect(world.legacy.rows.devices.get(rows.device.id)).toMatchObject({ price: 0.01 });
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-8: a mail whose answer was lost is looked for and not sent again; one that never arrived is sent after a while', async () => {
  for (const [fault, requests] of [
    ['cut-after', 1],
    ['error-after', 1],
    ['cut-before', 2],
  ] as const) {
    const { world, rows } = await startedShop();
    world.shop.writeAs(
      oursOf('ticket', rows.ticket),
      'ana',
      (entity) => void entity.append('messages', { channel: 'email', body: 'Ready' }),
    );
    let first = true;
    const hits = failing(world, fault, (method) => method === 'POST' && first);
    const posts = () => world.legacy.requests.filter(({ method }) => method === 'POST').length;
    await go(world);
    first = false;
    expect([hits(), posts()]).toEqual([1, 1]);
    await go(world, 2);
    // Within the minute in which it may still be on its way it is not sent again.
    expect(posts()).toBe(1);
    await settle(world, 2);
    expect([posts(), world.legacy.mails, await drift(world)]).toEqual([requests, ['Ready'], []]);
  }
});

it('BRIDGE-7: a record whose creation was answered by silence is found there, also between two listings, and is made once', async () => {
  for (const fault of ['cut-after', 'cut-before']) {
    const { world, rows } = await startedShop();
    const second = nameOf('device', 'second');
    put(world, second, {
      created: 1,
      order: oursOf('order', rows.order).id,
      brand: 'Second',
      status: 'device_received',
    });
    let first = true;
    failing(world, fault, (method, path) => {
      const hit = first && method === 'POST' && path === '/api/devices';
      if (hit) first = false;
      return hit;
    });
    await go(world, 2);
    await settle(world, 2);
    expect([...world.legacy.rows.devices.values()].map(({ brand }) => brand)).toEqual(['Acme', 'Second']);
    expect(world.shop.names('device')).toHaveLength(2);
    expect(await drift(world)).toEqual([]);
  }
});

it('BRIDGE-7: what was sent counts once: what is typed on there before it was looked at again is taken in once, however often', async () => {
  const { world, rows } = await startedShop();
  const { legacy, shop } = world;
  const [order, there] = [oursOf('order', rows.order), rows.order.id];
  shop.writeAs(order, 'ana', (entity) => entity.text('notes').insert(0, 'Ours. '));
  // The order itself answers nothing from when ours was sent; the listing tells it.
  let wasSent = false;
  legacy.aim = (method, path) => {
    if (!path.startsWith(`/api/orders/${there}`)) return undefined;
    if (method === 'PATCH') wasSent = true;
    return method === 'GET' && wasSent ? 'error-before' : undefined;
  };
  await go(world);
  expect(legacy.rows.orders.get(there)?.notes).toBe('Ours. By post');
  for (const notes of ['Ours. By post. One', 'Ours. By post. One. Two']) {
    // A colleague here goes on, too: what they write is no copy of theirs.
    shop.writeAs(order, 'ana', (entity) => entity.text('notes').insert(0, 'More. '));
    legacy.edit('orders', there, { notes });
    await go(world);
  }
  expect(shop.read(order, (entity) => entity.text('notes').toJSON())).toBe(
    'More. More. Ours. By post. One. Two',
  );
  heal(world);
  await settle(world);
  expect(legacy.rows.orders.get(there)?.notes).toBe('More. More. Ours. By post. One. Two');
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-9: after a conflict theirs is looked at again, and what is refused is put aside by field while the rest arrives', async () => {
  const { world, device, rows } = await startedShop();
  put(world, device, { price: 1 });
  let first = true;
  failing(world, 'conflict-before', (method) => {
    if (method !== 'PATCH' || !first) return false;
    first = false;
    return true;
  });
  await go(world);
  await settle(world, 1);
  expect(world.legacy.rows.devices.get(rows.device.id)).toMatchObject({ price: 0.01 });
  heal(world);
  put(world, device, { price: -500 });
  world.shop.writeAs(device, 'ana', (entity) => entity.text('resolution').insert(0, 'Dried'));
  await go(world);
  expect(world.legacy.rows.devices.get(rows.device.id)).toMatchObject({ price: 0.01, resolution: 'Dried' });
  expect((await drift(world)).map(({ field, cause }) => [field, cause])).toEqual([['price', 'refused']]);
  const before = world.legacy.requests.length;
  await go(world, 2);
  expect(world.legacy.requests.slice(before).filter(({ method }) => method === 'PATCH')).toEqual([]);
  put(world, device, { price: 600 });
  await go(world);
  expect([world.legacy.rows.devices.get(rows.device.id)?.['price'], await drift(world)]).toEqual([6, []]);
});

it('BRIDGE-12: rows of one second, rows that are told twice and in any order, short pages and rows that slip between pages are all taken in, once', async () => {
  const world = quietWorld();
  const client = (n: number) =>
    world.legacy.add('clients', { name: `Client ${n}`, email: `c${n}@example.org` });
  for (let n = 0; n < 350; n++) client(n);
  let requests = 0;
  world.legacy.aim = (method, path) => {
    if (method !== 'GET' || !path.startsWith('/api/clients?')) return undefined;
    requests++;
    // What changes goes to the front: the rows before it move, while somebody turns pages.
    const [last] = [...world.legacy.rows.clients.keys()].slice(-requests);
    if (last) world.legacy.edit('clients', last, { name: `Renamed ${requests}` });
    return ['short', 'twice', 'shuffled'][requests % 3];
  };
  await go(world, 2);
  heal(world);
  await go(world);
  expect(world.shop.names('client')).toHaveLength(350);
  expect(await drift(world)).toEqual([]);
  // The newest only: one of the same second as the last one that was seen, and one before.
  world.legacy.edit('clients', client(400).id, { name: 'New' });
  const { round } = await import('../../server/bridge/round.ts');
  await round(world.bridge, { full: false });
  expect(world.shop.names('client')).toHaveLength(351);
});

it('BRIDGE-3: a record that goes on under another id is the same record here, and those that refer to it follow', async () => {
  const { world, rows } = await startedShop();
  const [client, order] = [oursOf('client', rows.client), oursOf('order', rows.order)];
  world.legacy.rename('clients', rows.client.id);
  await go(world, 2);
  expect(world.shop.names('client')).toEqual([client]);
  expect([shown(world, order, 'client'), shown(world, client, 'name')]).toEqual([client.id, 'Ada']);
  expect(world.shop.read(client, (entity) => entity.deleted)).toBe(false);
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-3: of two on one page that are known by what a record went by, one is that record and the other is new', async () => {
  const { world, rows } = await startedShop();
  const { legacy, shop, state } = world;
  const client = oursOf('client', rows.client);
  legacy.rename('clients', rows.client.id);
  legacy.add('clients', { name: 'Ada', email: 'ada@example.org', notes: 'By van' });
  await go(world);
  expect(shop.names('client')).toHaveLength(2);
  for (const { id, notes } of legacy.rows.clients.values()) {
    const link = must(await state.byLegacy(client.kind, id), 'a link');
    expect(shown(world, link, 'notes')).toBe(notes ?? '');
  }
  expect(await state.link(client)).toMatchObject({ gone: null });
  await go(world);
  expect(await drift(world)).toEqual([]);
});

it('BRIDGE-13: what is in no listing and not there when it is asked for is deleted here; what people wrote of it since is asked about', async () => {
  const { world, device, rows } = await startedShop();
  const other = world.legacy.add('devices', {
    order_id: rows.order.id,
    brand: 'Other',
    status: 'device_received',
    price: 5,
  });
  await go(world);
  put(world, device, { price: 77 });
  world.legacy.remove('devices', rows.device.id);
  world.legacy.remove('devices', other.id);
  await go(world, 2);
  expect([asked(world, device), asked(world, oursOf('device', other))]).toEqual([['deleted'], []]);
  expect(world.shop.read(oursOf('device', other), (entity) => entity.deleted)).toBe(true);
  expect((await drift(world)).map(({ cause }) => cause)).toEqual([]);
});

it('BRIDGE-13: what a listing leaves out and is there all the same stays', async () => {
  const { world, device } = await startedShop();
  world.legacy.aim = (method, path) =>
    method === 'GET' && path.startsWith('/api/devices?') ? 'short' : undefined;
  await go(world, 2);
  expect(world.shop.read(device, (entity) => entity.deleted)).toBe(false);
});

it('BRIDGE-2, BRIDGE-11: pages for people, rows that are none and values that cannot be are put aside, and everything else proceeds', async () => {
  const { world, device, rows } = await startedShop();
  world.legacy.edit('devices', rows.device.id, { status: 'teleported', price: 55, diagnosis: true });
  world.legacy.rows.devices.set('odd', { id: null, odd: 1 } as never);
  let page = true;
  world.legacy.aim = (_method, path) => {
    if (!page || !path.startsWith('/api/orders')) return undefined;
    page = false;
    return 'html-before';
  };
  await go(world, 2);
  expect(page).toBe(false);
  expect([
    shown(world, device, 'status'),
    shown(world, device, 'price'),
    shown(world, device, 'diagnosis'),
  ]).toEqual(['device_received', 5_500, 'Does not start']);
  // What nobody here has read is not written over.
  put(world, device, { status: 'diagnosing' });
  await go(world, 2);
  expect(world.legacy.rows.devices.get(rows.device.id)).toMatchObject({
    status: 'teleported',
    diagnosis: true,
  });
  const report = await drift(world);
  expect(lines(report.map(({ field, cause }) => [field, cause]))).toEqual(
    lines([
      ['diagnosis', 'unreadable-there'],
      ['status', 'unreadable-there'],
    ]),
  );
  expect((await world.state.deadLetters()).map(({ what, reason }) => [what, reason])).toEqual([
    ['row', 'unreadable'],
  ]);
  world.legacy.edit('devices', rows.device.id, { status: 'device_received', diagnosis: 'Does not start' });
  await go(world, 2);
  expect(world.legacy.rows.devices.get(rows.device.id)).toMatchObject({ status: 'diagnosing' });
});

it('BRIDGE-18: the bridge’s own writes are no news to it, whatever they come back as', async () => {
  const { world, device } = await startedShop();
  const before = world.legacy.writes.length;
  for (let n = 1; n <= 5; n++) {
    put(world, device, { price: n });
    world.shop.writeAs(device, 'ana', (entity) => entity.text('diagnosis').insert(0, `${n} `));
    await go(world, 3);
  }
  // One request for each change, whatever else is in it.
  expect(world.legacy.writes.length - before).toBe(5);
  expect(world.shop.kept.get(`device/${device.id}` as never)?.written).toBe(1);
  expect(recordIdOf('x')).toBe('legacy-x');
});

it('BRIDGE-15: a record that was erased here is not brought back by the one there, whoever made it', async () => {
  const { world, rows } = await startedShop();
  const own = nameOf('client', 'own');
  put(world, own, { created: 1, name: 'Bo', email: 'bo@example.org' });
  await go(world, 2);
  const erased = [own, oursOf('client', rows.client)];
  for (const { kind, id } of erased) world.shop.kept.delete(`${kind}/${id}` as never);
  await world.state.forget(erased);
  for (const id of world.legacy.rows.clients.keys()) world.legacy.edit('clients', id, { phone: '1' });
  await go(world, 2);
  expect(world.shop.names('client')).toEqual([]);
  expect((await drift(world)).map(({ kind, cause }) => [kind, cause])).toEqual([
    ['client', 'erased-here'],
    ['client', 'erased-here'],
  ]);
});
