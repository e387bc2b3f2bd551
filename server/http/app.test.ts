import { describe, expect, test } from 'vitest';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Row } from '../../shared/document/types.ts';
import { StoreUnavailable, type User } from '../store/store.ts';
import { appScene, canary, row } from './app-scene.ts';

/** Everything that a caller can tell two answers apart by. */
const whole = async (response: Response) => ({
  status: response.status,
  // Each request has an id of its own, whatever it asks for.
  headers: [...response.headers]
    .filter(([name]) => name !== 'x-request-id')
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  body: await response.text(),
});

describe('REST-1: health', () => {
  test('REST-1: 200 when it can serve and store, 503 when either fails', async () => {
    const { app, health } = appScene();
    expect((await app.request('/health')).status).toBe(200);
    health.store = false;
    expect((await app.request('/health')).status).toBe(503);
    health.store = true;
    expect(await (await app.request('/ready')).json()).toEqual({ status: 'ready' });
    health.serving = false;
    expect((await app.request('/health')).status).toBe(503);
    const ready = await app.request('/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'not-ready', why: 'draining' });
  });

  test('REST-1: a store that cannot even be asked is 503', async () => {
    const { store } = appScene();
    const { app } = appScene({
      store: { ...store, healthy: () => Promise.reject(new StoreUnavailable('gone')) },
    });
    expect((await app.request('/health')).status).toBe(503);
  });
});

describe('REST-2: rows', () => {
  test('REST-2: pages follow each other by cursor until next is null', async () => {
    const { get } = appScene();
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

  test('REST-4: no cache keeps a row', async () => {
    const { get } = appScene();
    for (const target of [
      '/api/shops/demo/client',
      '/api/shops/demo/client/b',
      '/api/shops/demo/client/zz',
    ]) {
      expect((await get(target)).headers.get('cache-control')).toBe('no-store');
    }
  });

  test('REST-2: one record by id', async () => {
    const { get } = appScene();
    expect(await (await get('/api/shops/demo/client/b')).json()).toEqual({
      ...row('b', 'Client b'),
      version: 'scene.2',
    });
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
    const response = await appScene().get(`/api/shops/demo/client?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('REST-3: the smallest and the largest limit are taken', async () => {
    const { get } = appScene();
    expect((await get('/api/shops/demo/client?limit=1')).status).toBe(200);
    expect((await get('/api/shops/demo/client?limit=1000')).status).toBe(200);
  });
});

describe('AUTH-5: shops are apart', () => {
  test.each([undefined, 'Bearer', 'Bearer x.y.z', 'Basic YTpi', 'bearer  '])(
    'AUTH-5: without a valid token (%s) everything is the same 401, whatever it names',
    async (authorization) => {
      const { app } = appScene();
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
    const { get } = appScene();
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
    const { get } = appScene();
    const ghost: User = { shop: 'nowhere' as ShopId, id: 'ana' as Author, name: 'Ana', role: 'owner' };
    expect((await get('/api/shops/nowhere/client', ghost)).status).toBe(404);
  });
});

describe('REST-5: errors', () => {
  test('REST-5, START-7: a store that cannot be read is 503 with Retry-After, a bug is 500, and neither shows its words but names its line in the log', async () => {
    const { relay } = appScene();
    for (const [error, status] of [
      [new StoreUnavailable(canary), 503],
      [new Error(canary), 500],
    ] as const) {
      const { get, logged } = appScene({ relay: { ...relay, rows: () => Promise.reject(error) } });
      const response = await get('/api/shops/demo/client');
      expect(response.status).toBe(status);
      expect(response.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
      const said = await response.text();
      expect(said).not.toContain(canary);
      const { request } = JSON.parse(said) as { readonly request: string };
      expect(request).toBe(response.headers.get('x-request-id'));
      expect(logged.join()).toContain('request-failed');
      expect(logged.join()).toContain(request);
      expect(logged.join()).not.toContain(canary);
    }
  });

  test('REST-6: every answer carries the security headers', async () => {
    const { app, get } = appScene();
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
