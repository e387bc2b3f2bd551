/** The devices of a shop over HTTP, for those who manage it. */
import { expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { Author } from '../../shared/lib/ids.ts';
import type { DevicesTold } from '../../shared/protocol/device-told.ts';
import { demo, identityOf } from '../relay/testing/scene.ts';
import { shopApp } from './shop-app-scene.ts';

const told = { type: 'device', id: 'tablet-1', records: 1, edits: 3, since: 5_000 } as const;
const counts = {
  since: 1,
  synced: 5,
  failed: 2,
  took: 900,
  bytesUp: 7,
  bytesDown: 8,
  settled: 1,
  lastSync: 3,
};

async function withTablet() {
  const scene = await shopApp();
  const ben = scene.connect(scene.tokenOf('ben'), { epoch: '', cursor: 0, kinds: [] });
  await scene.settle();
  ben.send({ type: 'tally', id: 'tablet-1', ...counts });
  ben.send(told);
  await scene.settle();
  const devices = async () => (await scene.get('ana', 'devices')).body as unknown as DevicesTold;
  return { ...scene, ben, devices };
}

test('DEVICE-6: managers see each device: whose, connected now, when last, what is unsent since when, what it counted', async () => {
  const { ben, devices, settle, time, store } = await withTablet();
  const seen = time.now();
  const line = {
    id: 'tablet-1',
    user: 'ben',
    name: 'ben',
    device: '',
    connected: true,
    seen,
    behind: null,
    records: 1,
    edits: 3,
    unsentSince: 5_000,
    counts,
  };
  expect(await devices()).toEqual({ now: time.now(), devices: [expect.objectContaining(line)] });
  ben.socket.cut();
  await settle();
  await time.advance(3_600_000);
  await settle();
  await store.noteReplicas([
    {
      shop: demo,
      user: 'gone' as Author,
      id: 'x',
      device: '',
      schema: '1',
      seen: 1,
      reached: 2,
      records: 0,
      edits: 0,
      since: 0,
    },
  ]);
  const later = await devices();
  expect(later.devices).toEqual([
    expect.objectContaining({ ...line, connected: false }),
    expect.objectContaining({ user: 'gone', name: 'gone', behind: 0, unsentSince: null, counts: null }),
  ]);
  expect(later.now - seen).toBe(3_600_000);
});

test('DEVICE-6: all other roles are refused, and another shop is not there', async () => {
  const { get, post } = await withTablet();
  for (const who of ['ben', 'fay', 'vic']) {
    expect((await get(who, 'devices')).status, who).toBe(403);
    expect((await post(who, 'devices/retire', { user: 'ben', id: 'tablet-1' })).status, who).toBe(403);
  }
  expect((await get('nobody', 'devices')).status).toBe(401);
  expect((await get('zoe:owner:other', 'devices')).status).toBe(404);
});

test('DEVICE-7: a manager retires a device: it is listed no longer; of an owner only an owner', async () => {
  const { post, devices, store } = await withTablet();
  expect((await post('ana', 'devices/retire', { user: 'ben', id: 'other' })).status).toBe(404);
  expect((await post('ana', 'devices/retire', { user: 'ben' })).status).toBe(400);
  const retired = await post('ana', 'devices/retire', { user: 'ben', id: 'tablet-1' });
  expect(retired).toMatchObject({ status: 200, body: { found: true, signedOut: false } });
  expect((await devices()).devices).toEqual([]);
  await store.saveUser({ shop: demo, id: 'ola' as Author, name: 'Ola', role: 'owner' });
  expect((await post('ana', 'devices/retire', { user: 'ola', id: 'x' })).status).toBe(403);
});

test('PLACE-6: a manager who is of some locations sees and retires the devices of people of those alone', async () => {
  const scene = await shopApp({}, ({ time }) => ({
    verify: (token) =>
      Promise.resolve(
        token === 'max'
          ? { ...must(identityOf('max:manager', time), 'Max'), locations: ['north'] }
          : undefined,
      ),
  }));
  const { store, get, post } = scene;
  const wheres = { nia: ['north'], sue: ['south'], ned: ['north', 'south'], all: [] };
  for (const [id, locations] of Object.entries(wheres)) {
    await store.saveUser({ shop: demo, id: id as Author, name: id, role: 'technician', locations });
  }
  const line = { shop: demo, device: '', schema: '1', seen: 1, reached: 2, records: 0, edits: 0, since: 0 };
  await store.noteReplicas(
    Object.keys(wheres).map((user) => ({ ...line, user: user as Author, id: `of-${user}` })),
  );
  const seen = async () =>
    ((await get('max', 'devices')).body as unknown as DevicesTold).devices.map(({ id }) => id);
  expect(await seen()).toEqual(['of-nia']);
  for (const user of ['sue', 'ned', 'all']) {
    expect((await post('max', 'devices/retire', { user, id: `of-${user}` })).status, user).toBe(403);
  }
  expect((await store.replicas(demo)).map(({ user }) => user).toSorted()).toEqual(
    Object.keys(wheres).toSorted(),
  );
  expect((await post('max', 'devices/retire', { user: 'nia', id: 'of-nia' })).status).toBe(200);
  expect(await seen()).toEqual([]);
});
