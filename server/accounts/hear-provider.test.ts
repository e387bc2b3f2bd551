/** What the provider says of somebody and what the shop does, where they differ, with a relay and sockets. */
import { generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { expect, test, vi } from 'vitest';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import { readOidc } from '../auth/oidc-provider.ts';
import { createVerifyOidc, type HearProvider } from '../auth/oidc.ts';
import { sceneWith } from '../relay/testing/scene.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { createHearProvider } from './hear-provider.ts';

const demo = 'demo' as ShopId;
const eva = 'eva' as Author;

const provider = readOidc(
  {
    issuer: 'https://id.example',
    audience: 'solder',
    jwks: 'https://id.example/keys',
    algorithms: ['ES256'],
  },
  'oidc.json',
);

async function scene() {
  const keys = await generateKeyPair('ES256');
  const store = new MemoryStore();
  const hear: HearProvider = (...said) => hearing(...said);
  const setting = await sceneWith({
    store,
    limits: { heartbeat: 86_400_000 },
    verify: (time) => createVerifyOidc(provider, time, store, hear, () => Promise.resolve(keys.publicKey)),
  });
  const { relay, time } = setting;
  const hearing = createHearProvider({ store, relay });
  await store.saveUser({ shop: demo, id: eva, name: 'Eva', role: 'view' });

  /** A token of an hour that the provider makes now. */
  const token = (claims: JWTPayload): Promise<string> => {
    const now = Math.floor(time.now() / 1000);
    const about = { iss: 'https://id.example', aud: 'solder', sub: 'eva', shop: 'demo' };
    return new SignJWT({ ...about, iat: now, exp: now + 3_600, ...claims })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(keys.privateKey);
  };
  /** Comes in with a token, and answers what it was let in as. */
  const comeIn = async (shown: string) => {
    const peer = setting.connect(shown);
    await vi.waitFor(async () => {
      await setting.settle();
      expect(peer.told('welcome').length > 0 || peer.socket.closed !== undefined).toBe(true);
    });
    return peer;
  };
  const roleOf = async () => (await store.user(demo, eva))?.role;
  const give = (role: Role) => relay.saveUser({ shop: demo, id: eva, name: 'Eva', role });
  return { ...setting, store, token, comeIn, roleOf, give };
}

test('OIDC-12: a role that the shop gives counts at once, and whoever has it goes on with the token that they have', async () => {
  const { token, comeIn, roleOf, give, settle } = await scene();
  const shown = await token({ role: 'technician' });
  const first = await comeIn(shown);
  expect(await roleOf()).toBe('technician');
  await give('manager');
  await settle();
  expect(first.socket.closed?.code).toBe(4502);
  const again = await comeIn(shown);
  expect(again.socket.closed).toBeUndefined();
  expect(await roleOf()).toBe('manager');
  // A fresh token that says what was said before is no news.
  const fresh = await comeIn(await token({ role: 'technician' }));
  expect(fresh.socket.closed).toBeUndefined();
  expect(again.socket.closed).toBeUndefined();
  expect(await roleOf()).toBe('manager');
});

test('OIDC-12: another role that the provider gives then counts at once, and an older token of theirs does not bring the one before back', async () => {
  const { token, comeIn, roleOf, give, settle, time } = await scene();
  const before = await token({ role: 'owner' });
  await comeIn(before);
  await give('manager');
  await time.advance(60_000);
  const open = await comeIn(before);
  const demoted = await comeIn(await token({ role: 'view' }));
  await settle();
  expect(open.socket.closed?.code).toBe(4502);
  expect(demoted.socket.closed).toBeUndefined();
  expect(await roleOf()).toBe('view');
  expect((await comeIn(before)).socket.closed).toBeUndefined();
  expect(await roleOf()).toBe('view');
});

test('OIDC-12: of role and locations each follows its own last word', async () => {
  const { token, comeIn, store, relay, time } = await scene();
  await comeIn(await token({ role: 'technician', locations: ['north'] }));
  const user = { shop: demo, id: eva, name: 'Eva' } as const;
  expect(await store.user(demo, eva)).toEqual({ ...user, role: 'technician', locations: ['north'] });
  await relay.saveUser({ ...user, role: 'manager', locations: ['north'] });
  await time.advance(60_000);
  await comeIn(await token({ role: 'technician', locations: ['north', 'south'] }));
  expect(await store.user(demo, eva)).toEqual({ ...user, role: 'manager', locations: ['north', 'south'] });
});

test('OIDC-12: many tokens with one piece of news are one change, and what could not be kept is news once more', async () => {
  const { token, comeIn, store, roleOf } = await scene();
  const saved = vi.spyOn(store, 'saveUser');
  const shown = await token({ role: 'owner' });
  const peers = await Promise.all([comeIn(shown), comeIn(shown), comeIn(shown)]);
  expect(saved).toHaveBeenCalledTimes(1);
  expect(peers.map(({ socket }) => socket.closed)).toEqual([undefined, undefined, undefined]);

  const other = await scene();
  const failing = vi.spyOn(other.store.accounts, 'setSaid').mockRejectedValueOnce(new Error('a full disk'));
  const theirs = await other.token({ role: 'owner' });
  expect((await other.comeIn(theirs)).socket.closed?.code).toBe(4503);
  expect((await other.comeIn(theirs)).socket.closed).toBeUndefined();
  expect(failing).toHaveBeenCalledTimes(2);
  expect([await roleOf(), await other.roleOf()]).toEqual(['owner', 'owner']);
});

test('OIDC-12: who was removed here is not taken back by what the provider says', async () => {
  const { token, comeIn, store, relay } = await scene();
  await comeIn(await token({ role: 'technician' }));
  await relay.saveUser({ shop: demo, id: eva, name: 'Eva', role: 'technician', revoked: true });
  expect((await comeIn(await token({ role: 'owner' }))).socket.closed?.code).toBe(4401);
  expect(await store.user(demo, eva)).toMatchObject({ revoked: true, role: 'technician' });
});
