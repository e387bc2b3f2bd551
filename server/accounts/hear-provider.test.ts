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

test('OIDC-12: a word of the provider’s that is older than the shop’s own does not count, whenever it is shown, nor when it is said again', async () => {
  const { token, comeIn, roleOf, give, time } = await scene();
  await comeIn(await token({ role: 'technician' }));
  await time.advance(60_000);
  const early = await token({ role: 'owner' });
  await time.advance(60_000);
  await give('view');
  await time.advance(60_000);
  expect((await comeIn(early)).socket.closed).toBeUndefined();
  expect(await roleOf()).toBe('view');
  await comeIn(await token({ role: 'owner' }));
  expect(await roleOf()).toBe('view');
  await comeIn(await token({ role: 'manager' }));
  expect(await roleOf()).toBe('manager');
});

test('OIDC-12: what the shop says of locations does not hold up an older word about the role', async () => {
  const { token, comeIn, store, relay, time } = await scene();
  await comeIn(await token({ role: 'owner', locations: ['north'] }));
  await time.advance(60_000);
  const early = await token({ role: 'view', locations: ['south'] });
  await time.advance(60_000);
  await relay.saveUser({ shop: demo, id: eva, name: 'Eva', role: 'owner', locations: ['west'] });
  await comeIn(early);
  expect(await store.user(demo, eva)).toMatchObject({ role: 'view', locations: ['west'] });
});

test('OIDC-12: who was removed and is taken back is what the shop says, with tokens of before and with fresh ones that say the same', async () => {
  const { token, comeIn, store, relay, time, roleOf, give } = await scene();
  const old = await token({ role: 'owner' });
  await comeIn(old);
  await relay.saveUser({ shop: demo, id: eva, name: 'Eva', role: 'owner', revoked: true });
  await store.accounts.forgetAccount({ shop: demo, user: eva });
  await time.advance(60_000);
  await give('view');
  for (const shown of [old, await token({ role: 'owner' })]) {
    expect((await comeIn(shown)).socket.closed).toBeUndefined();
    expect(await roleOf()).toBe('view');
  }
});

test('OIDC-12: of two words of one second the one counts that lets them do less, in whichever order they come', async () => {
  for (const order of [
    [0, 1, 0, 1],
    [1, 0, 1, 0],
  ]) {
    const { token, comeIn, store, roleOf } = await scene();
    const two = [
      await token({ role: 'manager', locations: ['north'] }),
      await token({ role: 'view', locations: ['north', 'south'] }),
    ];
    for (const at of order) await comeIn(two[at] ?? '');
    expect(await roleOf()).toBe('view');
    expect(await store.user(demo, eva)).toMatchObject({ locations: ['north', 'south'] });
  }
});

test('OIDC-13: whoever shows a token of the provider’s for the first time is listed, and can be removed', async () => {
  const { token, comeIn, store, relay } = await scene();
  const shown = await token({ sub: 'mallory', name: 'Mallory', role: 'owner', locations: ['north'] });
  const peer = await comeIn(shown);
  expect(peer.socket.closed).toBeUndefined();
  const mallory = { shop: demo, id: 'mallory' as Author, name: 'Mallory' } as const;
  expect(await store.user(demo, mallory.id)).toEqual({ ...mallory, role: 'owner', locations: ['north'] });
  await relay.saveUser({ ...mallory, role: 'owner', revoked: true });
  expect(peer.socket.closed?.code).toBe(4502);
  expect((await comeIn(shown)).socket.closed?.code).toBe(4401);
});

test('OIDC-13: where the shop has no room for one more, nobody new is let in by the provider’s word, and who is there goes on', async () => {
  const { token, comeIn, store } = await scene();
  await store.setQuotas(demo, { users: 2 });
  const [max, lea] = [await token({ sub: 'max' }), await token({ sub: 'lea' })];
  const all = await Promise.all([comeIn(max), comeIn(lea)]);
  const closed = all.flatMap(({ socket }) => socket.closed?.code ?? []);
  expect(closed).toEqual([4529]);
  expect((await store.users(demo)).length).toBe(2);
  expect((await comeIn(await token({}))).socket.closed).toBeUndefined();
});

test('AUTH-22: a token of the provider’s for a shop that was removed opens none that is made anew under its name', async () => {
  const { token, comeIn, relay, store, time } = await scene();
  const shown = await token({ role: 'owner' });
  await relay.removeShop(demo);
  await time.advance(1_000);
  await store.createShop(demo, 'Demo', time.now());
  relay.reopen(demo);
  expect((await comeIn(shown)).socket.closed?.code).toBe(4401);
  expect(await store.users(demo)).toEqual([]);
  expect((await comeIn(await token({ role: 'owner' }))).socket.closed).toBeUndefined();
});

test('OIDC-12: who was removed here is not taken back by what the provider says', async () => {
  const { token, comeIn, store, relay } = await scene();
  await comeIn(await token({ role: 'technician' }));
  await relay.saveUser({ shop: demo, id: eva, name: 'Eva', role: 'technician', revoked: true });
  expect((await comeIn(await token({ role: 'owner' }))).socket.closed?.code).toBe(4401);
  expect(await store.user(demo, eva)).toMatchObject({ revoked: true, role: 'technician' });
});
