import { createServer } from 'node:http';
import { once } from 'node:events';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assert } from '../../shared/lib/assert.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { createHearProvider } from '../accounts/hear-provider.ts';
import { ShopSuspended } from '../accounts/refusal.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { StoreUnavailable, type User } from '../store/store.ts';
import { createVerifyOidc } from './oidc.ts';
import { BadOidcFile, readOidc } from './oidc-provider.ts';

const demo = 'demo' as ShopId;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let others: typeof keys;
let jwks = '';
let asked = 0;
let answers = true;
const server = createServer((_request, response) => {
  asked++;
  if (!answers) {
    response.writeHead(500).end();
    return;
  }
  void exportJWK(keys.publicKey).then((jwk) =>
    response
      .writeHead(200, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ keys: [{ ...jwk, kid: 'one', alg: 'ES256', use: 'sig' }] })),
  );
});

beforeAll(async () => {
  keys = await generateKeyPair('ES256');
  others = await generateKeyPair('ES256');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a bound server has an address');
  jwks = `http://127.0.0.1:${address.port}/keys`;
});
afterAll(() => void server.close());

const file = (more: object = {}) => ({
  issuer: 'https://id.example',
  audience: 'solder',
  jwks,
  algorithms: ['ES256'],
  claims: { shop: 'tenant', role: 'realm.roles' },
  roles: { boss: 'owner', tech: 'technician' },
  ...more,
});

async function scene(more: object = {}) {
  const time = new ManualTime();
  const store = new MemoryStore();
  await store.createShop(demo, 'Demo');
  const relay = {
    changeUser: async (shop: ShopId, id: Author, change: (before: User | undefined) => Promise<User>) => {
      const user = await change(await store.user(shop, id));
      await store.saveUser(user);
      return user;
    },
  };
  const hear = createHearProvider({ store, relay });
  const verify = createVerifyOidc(readOidc(file(more), 'oidc.json'), time, store, hear);
  const seconds = Math.floor(time.now() / 1000);
  const token = (claims: Record<string, unknown> = {}, { signed = keys, alg = 'ES256' } = {}) =>
    new SignJWT({
      iss: 'https://id.example',
      aud: 'solder',
      sub: 'ana',
      name: 'Ana Petrescu',
      tenant: 'demo',
      realm: { roles: ['staff', 'tech'] },
      iat: seconds,
      exp: seconds + 60,
      ...claims,
    })
      .setProtectedHeader({ alg, kid: 'one' })
      .sign(signed.privateKey);
  return { verify, token, store, time, seconds };
}

describe('OIDC: an identity provider', () => {
  test('OIDC-2: a token of the provider says who somebody is, of which shop and in which role', async () => {
    const { verify, token, seconds } = await scene();
    expect(await verify(await token())).toEqual({
      shop: 'demo',
      user: 'ana',
      name: 'Ana Petrescu',
      role: 'technician',
      expires: (seconds + 60) * 1000,
    });
    expect(await verify(await token({ iat: seconds + 1, realm: { roles: ['tech', 'boss'] } }))).toMatchObject(
      {
        role: 'owner',
      },
    );
    expect(
      await verify(await token({ iat: seconds + 2, sub: 'ben', realm: { roles: ['staff'] } })),
    ).toMatchObject({ role: 'view' });
  });

  test('OIDC-2: ids that are no names here are hashed, and two people stay two', async () => {
    const { verify, token } = await scene();
    const [one, two] = [
      await verify(await token({ sub: 'auth0|Ana' })),
      await verify(await token({ sub: 'auth0|ana' })),
    ];
    expect(one?.user).toMatch(/^u-[0-9a-f]{32}$/);
    expect(two?.user).not.toBe(one?.user);
    expect((await verify(await token({ sub: '@relay' })))?.user).toMatch(/^u-/);
  });

  test('OIDC-2: who is in the shop’s list has its name for them, and its word where the provider has none', async () => {
    const { verify, token, store } = await scene();
    const there = { shop: demo, id: 'ana' as Author, name: 'Ana of the bench', role: 'manager' } as const;
    await store.saveUser({ ...there, locations: ['north'] });
    expect(await verify(await token({ realm: undefined }))).toMatchObject({
      name: 'Ana of the bench',
      role: 'manager',
      locations: ['north'],
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'mail' }],
    ['an end that is past', { exp: 1 }],
    ['no shop', { tenant: undefined }],
    ['a shop that is none', { tenant: 'No Shop' }],
    ['no subject', { sub: '' }],
    ['no moment in which it was made', { iat: undefined }],
  ])('OIDC-3: a token with %s is none', async (_what, claims) => {
    const { verify, token } = await scene();
    expect(await verify(await token(claims))).toBeUndefined();
  });

  test('OIDC-3: other keys, other algorithms and no algorithm are none', async () => {
    const { verify, token } = await scene();
    expect(await verify(await token({}, { signed: others }))).toBeUndefined();
    const [, payload = ''] = (await token()).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect(await verify(none)).toBeUndefined();
    // The public key as a secret, which everybody has.
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
    const confused = await new SignJWT({ sub: 'ana' })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(secret);
    expect(await verify(confused)).toBeUndefined();
    expect(await verify('')).toBeUndefined();
    expect(await verify('x'.repeat(20_000))).toBeUndefined();
    const strict = await scene({ algorithms: ['RS256'] });
    expect(await strict.verify(await strict.token())).toBeUndefined();
  });

  test('OIDC-4: who was removed here and whose shop is suspended does not come in, whatever the provider says', async () => {
    const { verify, token, store } = await scene();
    await store.saveUser({ shop: demo, id: 'ana' as Author, name: 'Ana', role: 'owner', revoked: true });
    expect(await verify(await token())).toBeUndefined();
    await store.setSuspended(demo, true);
    await expect(verify(await token({ sub: 'ben' }))).rejects.toBeInstanceOf(ShopSuspended);
  });

  test('OIDC-5: the provider’s keys are asked for once, and where they cannot be had nobody is told that their token is bad', async () => {
    const { verify, token } = await scene();
    const before = asked;
    await Promise.all([verify(await token()), verify(await token())]);
    await verify(await token());
    expect(asked - before).toBe(1);
    answers = false;
    const fresh = await scene();
    await expect(fresh.verify(await fresh.token())).rejects.toBeInstanceOf(StoreUnavailable);
    answers = true;
    const away = await scene({ jwks: 'http://127.0.0.1:9/keys' });
    await expect(away.verify(await away.token())).rejects.toBeInstanceOf(StoreUnavailable);
  });

  test.each([
    [{ issuer: '' }, '"issuer" is missing'],
    [{ issuer: 'http://id.example' }, '"issuer" is an https address'],
    [{ issuer: 'http://127.0.0.1.id.example' }, '"issuer" is an https address'],
    [{ issuer: 'id.example' }, '"issuer" is an https address'],
    [{ jwks: 'http://id.example/keys' }, 'https address'],
    [{ algorithms: ['HS256'] }, '"algorithms"'],
    [{ algorithms: [] }, '"algorithms"'],
    [{ roles: { boss: 'king' } }, '"roles"'],
    [{ shop: 'No Shop' }, '"shop"'],
    [{ claims: { user: 7 } }, '"claims.user"'],
  ])('OIDC-1: a file with %j says what is wrong with it', (more, says) => {
    expect(() => readOidc(file(more), 'oidc.json')).toThrow(BadOidcFile);
    expect(() => readOidc(file(more), 'oidc.json')).toThrow(says);
  });
});
