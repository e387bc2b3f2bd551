import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityId, type Author, type ShopId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { Row } from '../../shared/document/types.ts';
import { createMintToken, createVerifyToken } from '../auth/token.ts';
import { StoreUnavailable, type User } from '../store/store.ts';
import { createApp, type AppDependencies } from './app.ts';
import { createStaticFiles } from './static-files.ts';

const demo = 'demo' as ShopId;
const other = 'other' as ShopId;
const users: readonly User[] = [
  { shop: demo, id: 'ana' as Author, name: 'Ana', role: 'manager' },
  { shop: demo, id: 'vic' as Author, name: 'Vic', role: 'view' },
  { shop: other, id: 'zoe' as Author, name: 'Zoe', role: 'owner' },
];
const canary = 'CANARY-of-the-other-shop';

const row = (id: string, name: string): Row => ({
  kind: 'client',
  id,
  at: 1,
  deleted: false,
  review: [],
  fields: { name },
});
const tables = new Map<ShopId, readonly Row[]>([
  [demo, ['a', 'b', 'c', 'd', 'e'].map((id) => row(id, `Client ${id}`))],
  [other, [row('a', canary), row('secret', canary)]],
]);

let dist = '';
beforeEach(async () => {
  dist = await mkdtemp(path.join(tmpdir(), 'solder-dist-'));
});
afterEach(() => rm(dist, { recursive: true, force: true }));

/** An app over two shops of which a token opens one. */
function scene(changed: Partial<AppDependencies> = {}) {
  const time = new ManualTime();
  const key = new Uint8Array(32).fill(7);
  const health = { store: true, serving: true };
  const logged: string[] = [];
  const store: AppDependencies['store'] = {
    hasShop: (shop) => Promise.resolve(tables.has(shop)),
    createShop: () => Promise.resolve(),
    saveUser: () => Promise.resolve(),
    shops: () => Promise.resolve([...tables.keys()].map((shop) => ({ shop, title: shop }))),
    users: (shop) => Promise.resolve(users.filter((user) => user.shop === shop)),
    user: (shop, id) => Promise.resolve(users.find((user) => user.shop === shop && user.id === id)),
    healthy: () => Promise.resolve(health.store),
  };
  const relay: AppDependencies['relay'] = {
    rows: (shop, kind, { after = '', limit }) => {
      const all = (tables.get(shop) ?? []).filter((row) => row.kind === kind && row.id > after);
      const rows = all.slice(0, limit);
      const last = rows.at(-1);
      return Promise.resolve({ rows, next: all.length > limit && last ? parseEntityId(last.id) : undefined });
    },
    row: ({ shop, kind, id }) =>
      Promise.resolve(tables.get(shop)?.find((row) => row.kind === kind && row.id === id)),
    write: () => Promise.reject(new Error('not in this scene')),
  };
  const mint = createMintToken(key, time);
  const app = createApp({
    relay,
    store,
    mint,
    verify: createVerifyToken(key, time, store),
    origin: { origins: [], loopback: true },
    demoSignIn: true,
    staticFiles: createStaticFiles(dist),
    serving: () => health.serving,
    log: (level, event, about) => logged.push(JSON.stringify({ level, event, ...about })),
    ...changed,
  });
  const get = async (target: string, as: User | undefined = users[0]) => {
    const token = as && (await mint(as, 60_000));
    return app.request(target, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  };
  return { app, get, mint, health, logged, store, relay };
}

/** Everything that a caller can tell two answers apart by. */
const whole = async (response: Response) => ({
  status: response.status,
  headers: [...response.headers].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  body: await response.text(),
});

describe('REST-1: health', () => {
  test('REST-1: 200 when it can serve and store, 503 when either fails', async () => {
    const { app, health } = scene();
    expect((await app.request('/health')).status).toBe(200);
    health.store = false;
    expect((await app.request('/health')).status).toBe(503);
    health.store = true;
    health.serving = false;
    expect((await app.request('/health')).status).toBe(503);
  });

  test('REST-1: a store that cannot even be asked is 503', async () => {
    const { store } = scene();
    const { app } = scene({
      store: { ...store, healthy: () => Promise.reject(new StoreUnavailable('gone')) },
    });
    expect((await app.request('/health')).status).toBe(503);
  });
});

describe('REST-2: rows', () => {
  test('REST-2: pages follow each other by cursor until next is null', async () => {
    const { get } = scene();
    const ids: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const response = await get(
        `/api/shops/demo/client?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      expect(response.headers.get('cache-control')).toBe('no-store');
      const page: { rows: Row[]; next: string | null } = await response.json();
      ids.push(...page.rows.map(({ id }) => id));
      cursor = page.next;
      pages++;
    } while (cursor !== null && pages < 10);
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(pages).toBe(3);
  });

  test('REST-2: one record by id', async () => {
    const { get } = scene();
    expect(await (await get('/api/shops/demo/client/b')).json()).toEqual(row('b', 'Client b'));
  });

  test.each([
    'limit=0',
    'limit=1001',
    'limit=-1',
    'limit=1.5',
    'limit=',
    'limit=ten',
    'limit=1e2',
    'cursor=',
    'cursor=../a',
    'cursor=a%00',
  ])('REST-3: %s is 400', async (query) => {
    const response = await scene().get(`/api/shops/demo/client?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('REST-3: the smallest and the largest limit are taken', async () => {
    const { get } = scene();
    expect((await get('/api/shops/demo/client?limit=1')).status).toBe(200);
    expect((await get('/api/shops/demo/client?limit=1000')).status).toBe(200);
  });
});

describe('AUTH-5: shops are apart', () => {
  test.each([undefined, 'Bearer', 'Bearer x.y.z', 'Basic YTpi', 'bearer  '])(
    'AUTH-5: without a valid token (%s) everything is the same 401, whatever it names',
    async (authorization) => {
      const { app } = scene();
      const ask = (target: string) =>
        app.request(target, { headers: authorization === undefined ? {} : { Authorization: authorization } });
      const answers = await Promise.all(
        [
          'demo/client',
          'other/client',
          'nowhere/client',
          'demo/client/a',
          'demo/client/zz',
          'demo/nothing',
        ].map(async (name) => whole(await ask(`/api/shops/${name}`))),
      );
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]?.status).toBe(401);
      expect(answers[0]?.headers).toContainEqual(['www-authenticate', 'Bearer realm="solder"']);
    },
  );

  test('AUTH-5: another shop, one that does not exist, an unknown kind and an unknown record are the same bytes', async () => {
    const { get } = scene();
    const targets = [
      'nowhere/client',
      'other/client',
      'other/client/a',
      'other/client/secret',
      'nowhere/client/a',
      'demo/unheard-of',
      'demo/client/zz',
      'DEMO/client',
      'demo/client/%2e%2e',
      'other/client?limit=0',
      'nowhere/client?limit=0',
    ];
    const answers = await Promise.all(targets.map(async (name) => whole(await get(`/api/shops/${name}`))));
    for (const answer of answers) {
      expect(answer).toEqual(answers[0]);
      expect(JSON.stringify(answer)).not.toContain(canary);
    }
    expect(answers[0]?.status).toBe(404);
  });

  test('AUTH-5: a token of a shop that is gone opens nothing', async () => {
    const { get } = scene();
    const ghost: User = { shop: 'nowhere' as ShopId, id: 'ana' as Author, name: 'Ana', role: 'owner' };
    expect((await get('/api/shops/nowhere/client', ghost)).status).toBe(404);
  });
});

describe('REST-5: errors', () => {
  test('REST-5: a store that cannot be read is 503 with Retry-After, a bug is 500, and neither shows its words', async () => {
    const { relay } = scene();
    for (const [error, status] of [
      [new StoreUnavailable(canary), 503],
      [new Error(canary), 500],
    ] as const) {
      const { get, logged } = scene({ relay: { ...relay, rows: () => Promise.reject(error) } });
      const response = await get('/api/shops/demo/client');
      expect(response.status).toBe(status);
      expect(response.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
      expect(await response.text()).not.toContain(canary);
      expect(logged.join()).toContain('request-failed');
      expect(logged.join()).not.toContain(canary);
    }
  });

  test('REST-6: every answer carries the security headers', async () => {
    const { app, get } = scene();
    for (const response of [
      await app.request('/health'),
      await get('/api/shops/x/y'),
      await app.request('/no.js'),
    ]) {
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });
});

const build = async (): Promise<void> => {
  await mkdir(path.join(dist, 'assets'));
  await Promise.all([
    writeFile(path.join(dist, 'index.html'), '<!doctype html><title>Solder</title>'),
    writeFile(path.join(dist, 'sw.js'), '// worker'),
    writeFile(path.join(dist, 'manifest.webmanifest'), '{}'),
    writeFile(path.join(dist, 'assets/index-BkT9x_2a.js'), '// app'),
    writeFile(path.join(dist, '.hidden'), canary),
    writeFile(path.join(dist, '..', `${path.basename(dist)}-outside.txt`), canary),
  ]);
};

describe('REST-7: the app', () => {
  afterEach(() => rm(`${dist}-outside.txt`, { force: true }));

  test.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/ticket/01h', 'text/html; charset=utf-8', 'no-cache'],
    ['/sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/manifest.webmanifest', 'application/manifest+json', 'no-cache'],
    ['/assets/index-BkT9x_2a.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ])('REST-7: %s is %s, %s', async (target, type, cache) => {
    await build();
    const response = await scene().app.request(target);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe(cache);
  });

  test('REST-7: what is missing under a file name is 404, never the page', async () => {
    await build();
    const { app } = scene();
    for (const target of ['/assets/gone-12345678.js', '/favicon.ico', '/api/nothing', '/api', '/sync']) {
      expect((await app.request(target)).status).toBe(404);
    }
  });

  test('REST-7: nothing outside the folder and nothing hidden is served', async () => {
    await build();
    const { app } = scene();
    const outside = `${path.basename(dist)}-outside.txt`;
    for (const target of [
      `/%2e%2e/${outside}`,
      `/..%2f${outside}`,
      `/assets/%2e%2e%2f%2e%2e%2f${outside}`,
      `/..%5c${outside}`,
      '/.hidden',
      '/index.html%00.js',
      '/%ff',
    ]) {
      const response = await app.request(target);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain(canary);
    }
  });

  test('REST-7: an unchanged file is 304', async () => {
    await build();
    const { app } = scene();
    const tag = must((await app.request('/')).headers.get('etag'), 'a tag');
    const again = await app.request('/', { headers: { 'If-None-Match': tag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  test('REST-7: before the app is built the answer says so, and the rest works', async () => {
    const { app } = scene();
    const response = await app.request('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('not built');
    expect((await app.request('/health')).status).toBe(200);
  });
});

describe('AUTH-8: demo sign-in', () => {
  const local = { Host: '127.0.0.1:4500' };
  const session = (body: unknown, headers: Record<string, string> = {}) => ({
    method: 'POST',
    headers: { ...local, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

  test('AUTH-8: the users are listed and each can be signed in to what their token then opens', async () => {
    const { app } = scene();
    const listed: unknown = await (await app.request('/api/demo/users', { headers: local })).json();
    expect(listed).toContainEqual({ id: 'ana', name: 'Ana', role: 'manager', shop: 'demo' });
    const response = await app.request('/api/demo/session', session({ shop: 'demo', user: 'ana' }));
    expect(response.headers.get('cache-control')).toBe('no-store');
    const signedIn: { token: string } = await response.json();
    expect(signedIn).toEqual({
      token: expect.any(String),
      shop: 'demo',
      user: 'ana',
      name: 'Ana',
      role: 'manager',
    });
    const rows = await app.request('/api/shops/demo/client', {
      headers: { Authorization: `Bearer ${signedIn.token}` },
    });
    expect(rows.status).toBe(200);
  });

  test('AUTH-8: it is not there when it is off, by another name, or through a proxy', async () => {
    const off = scene({ demoSignIn: false }).app;
    expect((await off.request('/api/demo/users', { headers: local })).status).toBe(404);
    const { app } = scene();
    for (const headers of [
      { Host: 'evil.example:4500', Origin: 'http://evil.example:4500' },
      { Host: '192.168.1.5:4500' },
      { ...local, 'X-Forwarded-For': '10.0.0.1' },
      { ...local, Forwarded: 'for=10.0.0.1' },
    ]) {
      expect((await app.request('/api/demo/users', { headers })).status).toBe(404);
      const asked = session({ shop: 'demo', user: 'ana' }, headers);
      expect((await app.request('/api/demo/session', asked)).status).toBe(404);
    }
  });

  test('AUTH-6: a foreign page is refused, the own one is not', async () => {
    const { app } = scene();
    const ask = (origin: string) =>
      app.request('/api/demo/session', session({ shop: 'demo', user: 'ana' }, { Origin: origin }));
    expect((await ask('https://evil.example')).status).toBe(403);
    expect((await ask('null')).status).toBe(403);
    expect((await ask('http://127.0.0.1:4500')).status).toBe(200);
  });

  test.each<[unknown, number]>([
    [{ shop: 'demo', user: 'nobody' }, 404],
    [{ shop: 'nowhere', user: 'ana' }, 404],
    [{ shop: '../demo', user: 'ana' }, 404],
    [{ shop: 'demo' }, 400],
    [{ shop: 1, user: 2 }, 400],
    ['{', 400],
    ['null', 400],
    ['[]', 400],
    [{ shop: 'demo', user: 'ana', more: 'x'.repeat(5000) }, 413],
  ])('AUTH-8: %j is %i', async (body, status) => {
    expect((await scene().app.request('/api/demo/session', session(body))).status).toBe(status);
  });

  test('AUTH-8: a form cannot sign in', async () => {
    const asked = session({ shop: 'demo', user: 'ana' }, { 'Content-Type': 'text/plain' });
    expect((await scene().app.request('/api/demo/session', asked)).status).toBe(415);
  });
});
