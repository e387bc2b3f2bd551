/** The operator's dashboard over HTTP: who may look, what is told, and what its acts leave behind. */
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import type { Overview } from '../../shared/operator/overview.ts';
import type { StoredRecord } from '../operator/inspector.ts';
import { dashboardScene } from '../operator/dashboard-scene.ts';
import { demo } from '../relay/testing/scene.ts';

const doors: readonly (readonly [method: string, path: string])[] = [
  ['GET', 'dashboard/overview'],
  ['GET', 'dashboard/look'],
  ['GET', 'dashboard/connections'],
  ['GET', 'dashboard/document?shop=demo&record=ticket/t1'],
  ['POST', 'dashboard/disconnect'],
  ['POST', 'drain'],
];

const record: StoredRecord = {
  shop: 'demo',
  kind: 'ticket',
  id: 't1',
  row: { kind: 'ticket', id: 't1', at: 1, deleted: false, review: [], fields: {} },
  head: 2,
  folded: 0,
  entries: 1,
  bytes: 99,
  clients: 1,
  authors: ['ana'],
  damage: 0,
  waits: false,
  history: [],
  more: false,
};

async function withTwo() {
  const scene = await dashboardScene();
  const [ana, ben, again] = ['ana', 'ben', 'ben'].map((who) => scene.connect(scene.tokenOf(who)));
  await scene.settle();
  if (!ana || !ben || !again) throw new Error('not connected');
  return { ...scene, ana, ben, again };
}

const audited = async ({ store }: Awaited<ReturnType<typeof dashboardScene>>) =>
  (await store.audit({ shop: demo, limit: 10 })).map(({ user, whom, rule, through, record }) => ({
    user,
    ...(whom !== undefined && { whom }),
    rule,
    through,
    record,
  }));

describe('who looks', () => {
  test.each(doors)('DASH-1: %s %s is opened by the operator’s token alone', async (method, path) => {
    const scene = await dashboardScene();
    const body = method === 'POST' ? { shop: 'demo', user: 'ana' } : undefined;
    for (const token of ['', 'nonsense', 'ana:owner', 'zoe:owner:other', await scene.link('one')]) {
      const { status, headers } = await scene.asked(method, path, token, body);
      expect(status, token).toBe(401);
      expect(headers.get('content-type')).toBe('application/problem+json');
    }
    expect((await scene.asked(method, path, scene.operator, body)).status).not.toBe(401);
    expect(scene.told.drains).toBe(path === 'drain' ? 1 : 0);
  });

  test('DASH-1: a link is a way in once; what comes of it looks, and an owner’s token is no way in', async () => {
    const scene = await dashboardScene();
    const link = await scene.link('one');
    const entered = await scene.asked('POST', 'enter', '', { link });
    expect(entered.status).toBe(200);
    expect(entered.headers.get('cache-control')).toBe('no-store');
    const { token } = entered.body as { readonly token: string };
    expect((await scene.asked('GET', 'dashboard/overview', token)).status).toBe(200);
    expect((await scene.asked('POST', 'enter', '', { link })).status).toBe(401);
    expect((await scene.asked('POST', 'enter', '', { link: 'ana:owner' })).status).toBe(401);
    expect((await scene.asked('POST', 'enter', '', {})).status).toBe(400);
  });
});

test('DASH-1: what a browser holds for the dashboard opens its doors, and none of the command line’s', async () => {
  const scene = await dashboardScene();
  const entered = await scene.asked('POST', 'enter', '', { link: await scene.link('one') });
  const { token } = entered.body as { readonly token: string };
  for (const [method, path] of doors) {
    const body = method === 'POST' ? { shop: 'demo', user: 'ana' } : undefined;
    expect((await scene.asked(method, path, token, body)).status, path).not.toBe(401);
  }
  const base = '/api/operator/';
  const others = new Set(
    scene.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith(base))
      .map(({ method, path }) => `${method} ${path.slice(base.length)}`)
      .filter((door) => !/ (enter|drain|dashboard\/.*)$/.test(door)),
  );
  expect([...others]).toEqual(
    expect.arrayContaining([
      'POST backup/seal',
      'POST administration/:act',
      'POST shops/export',
      'POST clients/erase',
    ]),
  );
  for (const door of others) {
    const [method = '', path = ''] = door.split(' ');
    expect((await scene.asked(method, path, token, {})).status, door).toBe(401);
    expect((await scene.asked(method, path, scene.operator, {})).status, door).not.toBe(401);
  }
});

describe('what is told', () => {
  test('DASH-2: connections, records in memory, counts since the start, buckets; the bridge where there is one', async () => {
    const scene = await withTwo();
    const { metrics, told } = scene;
    metrics.meter.stored(1.5);
    metrics.meter.stored(40);
    metrics.committed(0.7);
    const log = metrics.counting(() => {});
    log('warn', 'edit-refused', { refusals: 2 });
    log('info', 'socket-closed', { why: 'slow' });
    const first = (await scene.look('overview')).body as unknown as Overview;
    expect(first).toMatchObject({
      connections: 3,
      rooms: 0,
      behind: { connections: 0 },
      draining: false,
      storeBytes: 4_096,
      counted: { edits: 2, refused: 2, closed: { slow: 1 } },
      ack: { count: 2 },
      commit: { count: 1 },
    });
    const { bounds, atMost } = first.ack;
    expect(bounds.map((bound, at) => [bound, atMost[at]])).toEqual(
      expect.arrayContaining([
        [0.001, 0],
        [0.002, 1],
        [0.05, 2],
      ]),
    );
    expect(first).not.toHaveProperty('bridge');
    told.bridge = { waiting: 3, failed: 1, since: 5 };
    told.serving = false;
    scene.ana.open('ticket/t1');
    await scene.settle();
    const next = (await scene.look('overview')).body;
    expect(next).toMatchObject({ run: first.run, rooms: 1, draining: true, bridge: { waiting: 3 } });
    expect(JSON.stringify(next).length).toBeLessThan(4_096);
  });

  test('DASH-3: the connections, of all, a shop or a user, and who is furthest behind first', async () => {
    const scene = await withTwo();
    Object.defineProperty(scene.ben.socket, 'bufferedAmount', { value: 700_000 });
    const { all, connections } = (await scene.look('connections')).body as {
      readonly all: number;
      readonly connections: readonly object[];
    };
    expect(all).toBe(3);
    expect(connections[0]).toMatchObject({ shop: 'demo', user: 'ben', through: 'app', behind: 700_000 });
    expect(((await scene.look('overview')).body as unknown as Overview).behind).toEqual({
      connections: 1,
      bytes: 700_000,
    });
    expect((await scene.look('connections?shop=demo&user=ana')).body['all']).toBe(1);
    expect((await scene.look('connections?shop=other')).body['all']).toBe(0);
    expect((await scene.look('connections?limit=1')).body).toMatchObject({ all: 3, connections: [{}] });
    for (const wrong of ['connections?limit=0', 'connections?shop=No!']) {
      expect((await scene.look(wrong)).status).toBe(400);
    }
  });

  test('DASH-5: the store is read once for all who look within a while; who is connected is of this moment', async () => {
    const scene = await withTwo();
    const shop = { shop: 'demo', title: 'Demo', suspended: false, records: 1, damaged: 0, people: 4 };
    scene.told.shops = [{ ...shop, refused: 0, devices: 0, unsynced: 0, quotas: {} }];
    expect((await scene.look('look')).body).toMatchObject({ shops: [{ shop: 'demo', connections: 3 }] });
    scene.ana.socket.cut();
    await scene.settle();
    expect((await scene.look('look')).body).toMatchObject({ shops: [{ connections: 2 }] });
    expect(scene.told.looks).toBe(1);
    await scene.time.advance(25_000);
    await scene.look('look');
    expect(scene.told.looks).toBe(2);
  });

  test('DASH-6: a record with who is in it; that somebody looked is in the audit of its shop', async () => {
    const scene = await withTwo();
    scene.ana.open('ticket/t1');
    await scene.settle();
    scene.told.record = record;
    const { body } = await scene.look('document?shop=demo&record=ticket/t1');
    expect(body).toMatchObject({ bytes: 99, here: [{ user: 'ana', through: 'app', open: 1 }] });
    expect(await audited(scene)).toEqual([
      { user: '@operator', rule: 'looked-into', through: 'operator', record: 'ticket/t1' },
    ]);
    scene.told.record = undefined;
    expect((await scene.look('document?shop=demo&record=ticket/t1')).status).toBe(404);
    expect((await scene.look('document?shop=demo&record=nonsense')).status).toBe(400);
    expect(await audited(scene)).toHaveLength(1);
  });
});

describe('what is done', () => {
  test('DASH-4: one connection is closed with a code to come back, and the audit says whose, and who did it', async () => {
    const scene = await withTwo();
    const { connections } = (await scene.look('connections?user=ben')).body as {
      readonly connections: readonly { readonly session: string }[];
    };
    const session = connections[0]?.session;
    expect((await scene.act('dashboard/disconnect', { shop: 'demo', session })).body).toEqual({ closed: 1 });
    await scene.settle();
    expect(scene.ben.socket.closed).toEqual({ code: closeCodes.disconnected, reason: 'disconnected' });
    expect(scene.again.socket.closed).toBeUndefined();
    expect(scene.ana.socket.closed).toBeUndefined();
    expect(await audited(scene)).toEqual([
      { user: '@operator', whom: 'ben', rule: 'disconnected', through: 'operator', record: '' },
    ]);
    expect((await scene.act('dashboard/disconnect', { shop: 'demo', session })).status).toBe(404);
    expect((await scene.act('dashboard/disconnect', { shop: 'other', user: 'ana' })).status).toBe(404);
    expect((await scene.act('dashboard/disconnect', { shop: 'demo' })).status).toBe(400);
    expect(await audited(scene)).toHaveLength(1);
  });

  test('DASH-4: all of a user’s connections are closed, and they may come back at once', async () => {
    const scene = await withTwo();
    expect((await scene.act('dashboard/disconnect', { shop: 'demo', user: 'ben' })).body).toEqual({
      closed: 2,
    });
    await scene.settle();
    expect([scene.ben, scene.again].map(({ socket }) => socket.closed?.code)).toEqual([4504, 4504]);
    expect(await audited(scene)).toHaveLength(2);
    scene.connect(scene.tokenOf('ben'));
    await scene.settle();
    expect((await scene.look('connections?user=ben')).body['all']).toBe(1);
  });

  test('DASH-4: running dry is in the audit of each shop, once', async () => {
    const scene = await withTwo();
    const line = { user: '@operator', rule: 'drained', through: 'operator', record: '' };
    expect((await scene.act('drain')).status).toBe(200);
    expect(await audited(scene)).toEqual([line]);
    expect(await scene.store.audit({ shop: 'other' as typeof demo, limit: 9 })).toHaveLength(1);
    scene.told.serving = false;
    await scene.act('drain');
    expect(await audited(scene)).toHaveLength(1);
  });

  test('AUDIT-3: a store that takes no line stops no act of the operator’s, and shows no record', async () => {
    const scene = await withTwo();
    scene.store.noteAudit = () => Promise.reject(new Error('full'));
    expect((await scene.act('dashboard/disconnect', { shop: 'demo', user: 'ana' })).status).toBe(200);
    expect((await scene.act('drain')).status).toBe(200);
    expect(scene.logged.map(({ event }) => event)).toContain('audit-not-kept');
    scene.told.record = record;
    expect((await scene.look('document?shop=demo&record=ticket/t1')).status).toBe(500);
  });
});
