/** An API that has nothing of what it had (rule BRIDGE-26), and records that both sides had before (rule BRIDGE-27). */
import { expect, it, vi } from 'vitest';
import { confirmGone, doubt } from '../../server/bridge/deletion-brake.ts';
import { must } from '../../shared/lib/assert.ts';
import { pullKind } from '../../server/bridge/pull.ts';
import { noteMoved } from '../../server/bridge/push.ts';
import { verify } from '../../server/bridge/verify.ts';
import type { World } from './soak.ts';
import { asked, go, nameOf, put, quietWorld, shopThere, shown } from './world.ts';

async function sixtyClients() {
  const world = quietWorld();
  const rows = Array.from({ length: 60 }, (_, n) =>
    world.legacy.add('clients', { name: `C${n}`, email: `c${n}@example.org` }),
  );
  await go(world, 2);
  return { world, rows };
}

const deleted = ({ shop }: World): number =>
  shop.names('client').filter((name) => shop.read(name, (entity) => entity.deleted)).length;
const held = (error: unknown): boolean => error instanceof Error && error.name === 'Held';

it('BRIDGE-26: an API that has none of its records any more deletes nothing here and is sent nothing, until it has them again', async () => {
  const { world, rows } = await sixtyClients();
  const { legacy } = world;
  const kept = [...legacy.rows.clients];
  legacy.rows.clients.clear();
  await expect(go(world)).rejects.toSatisfy(held);
  put(world, nameOf('client', 'own'), { created: 1, name: 'Own', email: 'own@example.org' });
  const before = legacy.requests.length;
  await expect(go(world)).rejects.toSatisfy(held);
  expect([deleted(world), legacy.rows.clients.size]).toEqual([0, 0]);
  // Some are asked for, and not all of them in each round.
  expect(legacy.requests.length - before).toBeLessThan(60);
  for (const [id, row] of kept) legacy.rows.clients.set(id, row);
  legacy.remove('clients', rows[0]?.id ?? '');
  await go(world, 2);
  expect([deleted(world), legacy.rows.clients.size]).toEqual([1, 60]);
});

it('BRIDGE-26: who is asked is told how many of those that were asked for are gone: all of the first 20, or more than a quarter of the kind', async () => {
  for (const [isGone, said] of [
    [() => true, 'does not tell of 60 records of the kind client any more, and has none of the 20 that'],
    [
      (n: number) => n > 0,
      'does not tell of 60 records of the kind client any more, and does not have 21 of the 22',
    ],
  ] as const) {
    const { world, rows } = await sixtyClients();
    const { legacy } = world;
    for (const { id } of rows.filter((_, n) => isGone(n))) legacy.remove('clients', id);
    const { api } = world.bridge;
    const get: typeof api.get = async (path, query) => (path === '/clients' ? [] : api.get(path, query));
    world.bridge = { ...world.bridge, api: { get, send: (...asked) => api.send(...asked) } };
    await expect(go(world)).rejects.toThrow(said);
  }
});

it('BRIDGE-26: what many were deleted of there is deleted here when somebody says that it is right', async () => {
  const { world, rows } = await sixtyClients();
  for (const { id } of rows.slice(0, 30)) world.legacy.remove('clients', id);
  await expect(go(world)).rejects.toSatisfy(held);
  await confirmGone(world.bridge);
  await go(world);
  expect(deleted(world)).toBe(30);
  // That was said once, and of these.
  for (const { id } of rows.slice(30)) world.legacy.remove('clients', id);
  await expect(go(world)).rejects.toSatisfy(held);
  expect(deleted(world)).toBe(30);
});

it('BRIDGE-26: a listing that leaves out many which are there deletes none', async () => {
  const { world } = await sixtyClients();
  const { api } = world.bridge;
  const get: typeof api.get = async (path, query) => {
    const answer = await api.get(path, query);
    return path === '/clients' && Array.isArray(answer) ? (answer.slice(0, 10) as unknown) : answer;
  };
  world.bridge = { ...world.bridge, api: { get, send: (...asked) => api.send(...asked) } };
  await go(world, 2);
  expect(deleted(world)).toBe(0);
});

it('BRIDGE-26: another address is sent nothing before everything there was listed', async () => {
  const { world } = await sixtyClients();
  const { legacy } = world;
  put(world, nameOf('client', 'own'), { created: 1, name: 'Own', email: 'own@example.org' });
  legacy.rows.clients.clear();
  await doubt(world.state);
  await expect(go(world)).rejects.toSatisfy(held);
  expect([legacy.rows.clients.size, deleted(world)]).toEqual([0, 0]);
});

it('BRIDGE-27: what both sides had before they were bridged, known by the same, is one record; what differs of it is two people’s word', async () => {
  const world = quietWorld();
  const { legacy, shop } = world;
  legacy.add('clients', { name: 'Ada', email: 'ada@example.org', phone: '1', notes: 'By post' });
  legacy.add('clients', { name: 'Bo', email: 'bo@example.org' });
  const [ada, cy] = [nameOf('client', 'own-ada'), nameOf('client', 'own-cy')];
  put(world, ada, { created: 1, name: 'Ada', email: 'ada@example.org', city: 'Leeds' });
  put(world, cy, { created: 1, name: 'Cy', email: 'cy@example.org' });
  await go(world, 3);
  expect([legacy.rows.clients.size, shop.names('client').length]).toEqual([3, 3]);
  expect([shown(world, ada, 'phone'), shown(world, ada, 'name'), asked(world, ada)]).toEqual([
    '1',
    'Ada',
    [],
  ]);
});

it('BRIDGE-27: two of ours that are known by the same are nobody’s to choose between', async () => {
  const world = quietWorld();
  world.legacy.add('clients', { name: 'Ada', email: 'ada@example.org' });
  for (const id of ['one', 'two'])
    put(world, nameOf('client', id), { created: 1, name: id, email: 'ada@example.org' });
  await go(world, 3);
  expect([world.legacy.rows.clients.size, world.shop.names('client').length]).toEqual([3, 3]);
});

it('BRIDGE-27: of two there on one page that are known by the same, one is ours and the other is a record of its own', async () => {
  const world = quietWorld();
  const { legacy, shop, state } = world;
  const [own, known] = [nameOf('client', 'own'), { name: 'Ada', email: 'ada@example.org' }];
  const rows = ['By post', 'By van'].map((notes) => legacy.add('clients', { ...known, notes }));
  put(world, own, { created: 1, ...known });
  await go(world);
  expect(shop.names('client')).toHaveLength(2);
  for (const { id, notes } of rows) {
    const link = must(await state.byLegacy(own.kind, id), 'a link');
    expect([shown(world, link, 'notes'), asked(world, link)]).toEqual([notes, []]);
  }
  expect(await state.link(own)).toMatchObject({ legacy: expect.any(String), gone: null });
  await go(world, 2);
  expect([legacy.rows.clients.size, shop.names('client').length]).toEqual([2, 2]);
  expect((await verify(world.bridge)).differences).toEqual([]);
});

it('BRIDGE-27: what waits here is asked for once for a page there, whatever is on it', async () => {
  const world = quietWorld();
  const { legacy, state, bridge } = world;
  for (let n = 0; n < 40; n++) {
    legacy.add('clients', { name: `C${n}`, email: `c${n}@example.org` });
    put(world, nameOf('client', `own-${n}`), { created: 1, name: `O${n}`, email: `o${n}@example.org` });
  }
  await noteMoved(bridge);
  const due = vi.spyOn(state, 'due');
  const link = vi.spyOn(state, 'link');
  const clients = must(bridge.mapping.kinds[0], 'a kind');
  await pullKind(bridge, clients, { full: true });
  // Once for each of ours, and once for each of theirs.
  expect([due.mock.calls.length, link.mock.calls.length]).toEqual([1, 80]);
  legacy.add('clients', { name: 'New', email: 'new@example.org' });
  await pullKind(bridge, clients, { full: true });
  expect([due.mock.calls.length, link.mock.calls.length]).toEqual([2, 81]);
});

it('BRIDGE-27: a conflict that answers a creation is a record that is there: it is looked for, and is that one', async () => {
  const world = quietWorld();
  shopThere(world);
  await go(world, 2);
  const own = nameOf('client', 'own');
  put(world, own, { created: 1, name: 'Eve', email: 'eve@example.org' });
  let there: { readonly id: string } | undefined;
  world.legacy.aim = (method) => {
    if (method !== 'POST' || there) return undefined;
    there = world.legacy.add('clients', { name: 'Eve', email: 'eve@example.org' });
    return 'conflict-before';
  };
  await go(world, 3);
  expect(await world.state.link(own)).toMatchObject({ legacy: there?.id });
  expect([world.shop.names('client').length, world.legacy.rows.clients.size]).toEqual([2, 2]);
});
