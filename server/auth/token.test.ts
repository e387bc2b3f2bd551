import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { exportSPKI, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { StoreUnavailable, type User } from '../store/store.ts';
import { noDevices } from '../accounts/unadministered-scene.ts';
import { createMintToken, createVerifyToken, tokenAudience, tokenIssuer, type Standing } from './token.ts';

const ana: User = { shop: 'demo' as ShopId, id: 'ana' as Author, name: 'Ana Petrescu', role: 'manager' };
const hour = 3_600_000;

function bench(users: readonly User[] = [], made = 0) {
  const key = new Uint8Array(randomBytes(32));
  const time = new ManualTime();
  const known = [...users];
  const ofShop = { made };
  const store = {
    user: (shop: ShopId, id: Author) =>
      Promise.resolve(known.find((user) => user.shop === shop && user.id === id)),
    shop: (shop: ShopId) => Promise.resolve({ shop, title: shop, made: ofShop.made }),
    accounts: noDevices,
  };
  return {
    ofShop,
    key,
    time,
    known,
    mint: createMintToken(key, time),
    verify: createVerifyToken(key, time, store),
    seconds: Math.floor(time.now() / 1000),
  };
}

/** A signed token with the usual claims, except where told otherwise. */
function craft(
  key: Parameters<SignJWT['sign']>[0],
  seconds: number,
  given: { claims?: Record<string, unknown>; alg?: string } = {},
) {
  const claims: Record<string, unknown> = {
    iss: tokenIssuer,
    aud: tokenAudience,
    sub: 'ana',
    shop: 'demo',
    role: 'manager',
    name: 'Ana',
    iat: seconds,
    exp: seconds + 60,
    ...given.claims,
  };
  for (const [name, value] of Object.entries(claims)) if (value === undefined) delete claims[name];
  return new SignJWT(claims).setProtectedHeader({ alg: given.alg ?? 'HS256' }).sign(key);
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('AUTH-2: a token is taken only when everything about it is ours', () => {
  test('AUTH-2: what was minted comes back as the identity it names', async () => {
    const { mint, verify, seconds } = bench();
    expect(await verify(await mint(ana, hour))).toEqual({
      shop: 'demo',
      user: 'ana',
      name: 'Ana Petrescu',
      role: 'manager',
      expires: (seconds + 3600) * 1000,
    });
  });

  test('AUTH-2: a crafted token with the right key and all claims passes, so that the refusals below mean something', async () => {
    const { key, verify, seconds } = bench();
    expect(await verify(await craft(key, seconds))).toMatchObject({ user: 'ana', role: 'manager' });
  });

  test.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'somebody' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'other-relay' }],
    ['no audience', { aud: undefined }],
    ['no end', { exp: undefined }],
    ['no user', { sub: undefined }],
    ['no shop', { shop: undefined }],
    ['a shop that is no name', { shop: '../demo' }],
    ['a shop that is no text', { shop: ['demo'] }],
    ['a role that there is not', { role: 'root' }],
    ['a role of the prototype', { role: 'constructor' }],
    ['a system author', { sub: '@relay' }],
    ['no name', { name: undefined }],
  ])('AUTH-2: %s is refused', async (_what, claims) => {
    const { key, verify, seconds } = bench();
    expect(await verify(await craft(key, seconds, { claims }))).toBeUndefined();
  });

  test('AUTH-2: "alg none" is refused, signed or not', async () => {
    const { key, mint, verify } = bench();
    const [, payload = ''] = (await mint(ana, hour)).split('.');
    const header = encode({ alg: 'none', typ: 'JWT' });
    const signature = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
    expect(await verify(`${header}.${payload}.`)).toBeUndefined();
    expect(await verify(`${header}.${payload}.${signature}`)).toBeUndefined();
  });

  test('AUTH-2: another key is refused', async () => {
    const { verify, seconds } = bench();
    expect(await verify(await craft(new Uint8Array(randomBytes(32)), seconds))).toBeUndefined();
  });

  test.each(['HS384', 'HS512'])('AUTH-2: %s with the right key is refused', async (alg) => {
    const { key, verify, seconds } = bench();
    const long = new Uint8Array([...key, ...key]);
    expect(
      await verify(await craft(key, seconds, { alg }).catch(() => craft(long, seconds, { alg }))),
    ).toBeUndefined();
  });

  test('AUTH-2: a token signed with a public key, or with RS256, is refused', async () => {
    const { verify, seconds } = bench();
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const asSecret = new TextEncoder().encode(await exportSPKI(publicKey));
    expect(await verify(await craft(asSecret, seconds))).toBeUndefined();
    expect(await verify(await craft(privateKey, seconds, { alg: 'RS256' }))).toBeUndefined();
  });

  test('AUTH-2: one changed letter anywhere, a missing part or nothing at all is refused', async () => {
    const { mint, verify } = bench();
    const token = await mint(ana, hour);
    for (let at = 0; at < token.length - 1; at += 7) {
      const letter = token[at] === 'A' ? 'B' : 'A';
      if (token[at] === '.') continue;
      expect(await verify(token.slice(0, at) + letter + token.slice(at + 1))).toBeUndefined();
    }
    for (const text of ['', '.', '..', token.split('.').slice(0, 2).join('.'), 'x'.repeat(5000)]) {
      expect(await verify(text)).toBeUndefined();
    }
  });

  test('AUTH-3: a token is good until its end and not a moment longer', async () => {
    const { mint, verify, time } = bench();
    const token = await mint(ana, hour);
    await time.advance(hour - 1000);
    expect(await verify(token)).toBeDefined();
    await time.advance(1000);
    expect(await verify(token)).toBeUndefined();
  });
});

describe('AUTH-22: a token is of the shop that there was when it was made', () => {
  test.each<[string, readonly User[]]>([
    ['whom the store does not know', []],
    ['of the name of somebody who is there now', [ana]],
  ])(
    'AUTH-22: of a shop that was made anew, one of before opens nothing for a user %s',
    async (_who, users) => {
      const { mint, verify, time, ofShop } = bench(users);
      const before = await mint(ana, hour);
      await time.advance(1);
      ofShop.made = time.now();
      expect(await verify(before)).toBeUndefined();
      expect(await verify(await mint(ana, hour))).toMatchObject({ user: 'ana' });
    },
  );

  test('AUTH-22: one that says nothing of when it was made is of no shop of which that is known', async () => {
    const { key, verify, seconds, ofShop } = bench();
    const silent = await craft(key, seconds, { claims: { iat: undefined } });
    expect(await verify(silent)).toBeDefined();
    ofShop.made = 1;
    expect(await verify(silent)).toBeUndefined();
  });
});

describe('AUTH-4: the role is the one that the user has now', () => {
  test('AUTH-4: who was demoted after the token was made comes back demoted', async () => {
    const { mint, verify, known } = bench([ana]);
    const token = await mint(ana, hour);
    known[0] = { ...ana, role: 'view', name: 'Ana P.' };
    expect(await verify(token)).toMatchObject({ role: 'view', name: 'Ana P.' });
  });

  test('AUTH-4: a user of the same name in another shop changes nothing', async () => {
    const { mint, verify } = bench([{ ...ana, shop: 'other' as ShopId, role: 'view' }]);
    expect(await verify(await mint(ana, hour))).toMatchObject({ role: 'manager' });
  });

  test('AUTH-4: when the role cannot be read, nobody is let in on an old one or told to go', async () => {
    const { key, time, mint } = bench();
    const broken: Standing = {
      user: () => Promise.reject(new StoreUnavailable('closed')),
      shop: () => Promise.resolve(undefined),
      accounts: noDevices,
    };
    const verify = createVerifyToken(key, time, broken);
    await expect(verify(await mint(ana, hour))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await verify('forged')).toBeUndefined();
  });
});
