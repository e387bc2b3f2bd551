/** Whatever fails behind a door: nothing is opened by it, and no word of the failure is told (ASVS 16.5.1, 16.5.3). */
import { expect, test } from 'vitest';
import { StoreUnavailable } from '../store/store.ts';
import { appScene, canary } from './app-scene.ts';

const secret = 'SELECT password FROM /var/lib/solder/data/store.sqlite';

/** Every function of it throws, or answers a promise that does. */
const failing = <T extends object>(what: T, error: Error): T =>
  new Proxy(what, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? () => Promise.reject(error) : value;
    },
  });

const doors: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['GET', '/api/shops/demo/client'],
  ['GET', '/api/shops/demo/client/a'],
  ['GET', '/api/shops/demo/client/a/history'],
  ['GET', '/api/shops/demo/reviews'],
  ['GET', '/api/shops/demo/refused'],
  ['GET', '/api/shops/demo/audit'],
  ['GET', '/api/shops/demo/users'],
  ['PUT', '/api/shops/demo/users/vic', { role: 'owner' }],
  ['GET', '/api/shops/demo/files/01h3b6m3k0v7w2n5xq8r4t'],
  ['POST', '/api/shops/demo/client/a/erase', {}],
  ['POST', '/api/operator/secrets/rotate', {}],
  ['POST', '/api/operator/administration/shop-list', {}],
  ['POST', '/api/operator/drain', {}],
];

test.each([
  ['the store is out of reach', new StoreUnavailable(secret)],
  ['there is a bug', new TypeError(secret)],
])('AUTH-4, REST-5: when %s, every door stays closed and says none of its words', async (_what, error) => {
  const plain = appScene();
  const parts = {
    store: failing(plain.store, error),
    relay: failing(plain.relay, error),
    files: failing(plain.files, error),
  };
  const verifies = [
    // Who asks is known, and what they ask for fails.
    { least: 400, more: {} },
    // Who asks is what cannot be said: then nobody is told that their token is a bad one.
    {
      least: 500,
      more: { verify: () => Promise.reject(error), verifyOperator: () => Promise.reject(error) },
    },
  ];
  for (const { least, more } of verifies) {
    const { app, mint, logged } = appScene({ ...parts, ...more });
    const token = await mint({ shop: 'demo', id: 'ana', name: 'Ana', role: 'manager' } as never, 60_000);
    for (const [method, path, body] of doors) {
      const answer = await app.request(path, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      expect(answer.status, `${method} ${path}`).toBeGreaterThanOrEqual(least);
      for (const word of [secret, 'store.sqlite', 'at Object.', '.ts:', canary])
        expect(text).not.toContain(word);
    }
    expect(logged.join()).not.toContain(secret);
    expect(logged.join()).toContain('request-failed');
  }
});
