/** Signing in at an identity provider by its page, against one that keeps to the protocol and lies where a test says so. */
import { Hono } from 'hono';
import { createRemoteJWKSet } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Author } from '../../shared/lib/ids.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { accountsScene, demo } from '../accounts/accounts-scene.ts';
import { createProviderAccounts } from '../accounts/provider-accounts.ts';
import { createOidcFlow } from '../auth/oidc-flow.ts';
import { readOidc } from '../auth/oidc-provider.ts';
import { providerScene } from '../auth/provider-scene.ts';
import { createTextSeal } from '../auth/seal-text.ts';
import { must } from '../../shared/lib/assert.ts';
import { oidcRoutes } from './oidc-route.ts';
import { problemOf, renderProblem } from './problem.ts';
import { sessionRoutes } from './session-route.ts';

let provider: Awaited<ReturnType<typeof providerScene>>;
beforeEach(async () => {
  provider = await providerScene();
});
afterEach(() => provider.close());

const log = (): void => {};

const cookieOf = (response: Response, name: string): string =>
  response.headers
    .getSetCookie()
    .find((each) => each.startsWith(`${name}=`))
    ?.split(';')[0] ?? '';

/** What the provider says to the browser that is led there. */
const atProvider = async (started: Response): Promise<URL> => {
  const answer = await fetch(must(started.headers.get('location'), 'the way there'), {
    redirect: 'manual',
  });
  return new URL(must(answer.headers.get('location'), 'the way back'));
};

const where = (response: Response) => {
  const address = new URL(response.headers.get('location') ?? '', 'http://localhost');
  expect(address.pathname).toBe('/signed-in');
  return Object.fromEntries(new URLSearchParams(address.hash.slice(1)));
};

async function scene() {
  const setting = await accountsScene();
  const { store, relay, time } = setting;
  const read = readOidc(provider.file, 'oidc.json');
  // Keys are asked for again at once, and not half a minute later.
  const keys = createRemoteJWKSet(read.jwks, { cooldownDuration: 0 });
  const flow = createOidcFlow({ ...read, client: must(read.client, 'a client') }, systemTime, keys);
  const accounts = createProviderAccounts({
    accounts: setting.accounts,
    flow,
    seal: createTextSeal(setting.key, 'test'),
    store,
    relay,
    time,
    log,
  });
  const app = new Hono();
  app.route('/api/oidc', oidcRoutes({ flow, accounts, origins: [], now: () => time.now(), log }));
  app.route(
    '/api/session',
    sessionRoutes({
      accounts,
      verify: setting.identityOf,
      origin: { origins: [], loopback: true },
      now: () => time.now(),
      passwords: false,
    }),
  );
  app.onError((error) => renderProblem(problemOf(error)));

  const host = { Host: 'localhost:4500' };
  const begin = (to = '/demo/order') =>
    app.request(`/api/oidc/start?${new URLSearchParams({ to, device: 'Tablet' }).toString()}`, {
      headers: host,
    });
  const comeBack = (address: URL, cookie: string) =>
    app.request(address.pathname + address.search, { headers: { ...host, Cookie: cookie } });
  const signIn = async (to?: string) => {
    const started = await begin(to);
    return comeBack(await atProvider(started), cookieOf(started, 'solder-oidc'));
  };
  const refresh = async (cookie: string, user = 'eva') => {
    const response = await app.request(`/api/session/demo/${user}/refresh`, {
      method: 'POST',
      headers: { ...host, Cookie: cookie, 'Content-Type': 'application/json' },
      body: '{}',
    });
    return {
      status: response.status,
      cookie: cookieOf(response, 'solder') || cookie,
      body: (await response.json()) as Readonly<Record<string, unknown>>,
    };
  };
  return { ...setting, app, flow, begin, atProvider, comeBack, signIn, where, cookieOf, refresh, host };
}

describe('signing in at an identity provider by its page', () => {
  test('OIDC-7: code, PKCE, state and nonce: whoever comes back is in the shop’s list, and their device stays signed in', async () => {
    const { signIn, where, cookieOf, refresh, store, app, identityOf } = await scene();
    expect(await (await app.request('/api/oidc')).json()).toEqual({ name: 'Example' });
    const came = await signIn();
    expect(where(came)).toEqual({ shop: 'demo', user: 'eva', to: '/demo/order' });
    expect(came.headers.getSetCookie().join()).toMatch(
      /solder=[^;]+; Max-Age=\d+; Path=\/api\/session\/demo\/eva; HttpOnly; SameSite=Strict/,
    );
    expect(provider.said.verifiers[0]).toMatch(/^[\w-]{43,}$/);
    expect(await store.user(demo, 'eva' as Author)).toEqual({
      shop: 'demo',
      id: 'eva',
      name: 'Eva Lind',
      role: 'technician',
    });
    const renewed = await refresh(cookieOf(came, 'solder'));
    expect(renewed).toMatchObject({ status: 200, body: { user: 'eva', role: 'technician', pin: false } });
    expect(await identityOf(String(renewed.body['token']))).toMatchObject({
      user: 'eva',
      role: 'technician',
    });
  });

  test('OIDC-7: what leads elsewhere, or was asked for elsewhere, is not followed', async () => {
    const { begin, atProvider, comeBack, cookieOf, where, signIn } = await scene();
    expect(where(await signIn('//evil.example/x'))).toMatchObject({ to: '/' });
    const [mine, theirs] = [await begin(), await begin()];
    // A code that somebody else's browser was given, and one that comes twice.
    const back = await atProvider(theirs);
    expect(where(await comeBack(back, cookieOf(mine, 'solder-oidc')))).toMatchObject({ refused: 'forged' });
    expect(where(await comeBack(back, ''))).toMatchObject({ refused: 'forged' });
    expect(where(await comeBack(back, cookieOf(theirs, 'solder-oidc')))).toMatchObject({ user: 'eva' });
    expect(where(await comeBack(back, cookieOf(theirs, 'solder-oidc')))).toMatchObject({ refused: 'forged' });
    const forged = await begin();
    const other = await atProvider(forged);
    other.searchParams.set('code', 'guessed');
    expect(where(await comeBack(other, cookieOf(forged, 'solder-oidc')))).toMatchObject({
      refused: 'forged',
    });
  });

  test.each([
    ['another state', { state: 'mine' }],
    ['another nonce', { claims: { nonce: 'mine' } }],
    ['another issuer', { issuer: 'https://elsewhere.example' }],
    ['another audience', { audience: 'another-client' }],
    ['an end that is past', { claims: { exp: 1_000_000 } }],
    ['a secret for a key', { alg: 'HS256' }],
    ['no signature', { alg: 'none' }],
    ['a key that is nobody’s', { foreignKey: true }],
  ] as const)('OIDC-7: an answer with %s lets nobody in', async (_what, odd) => {
    const { signIn, where, store } = await scene();
    Object.assign(provider.odd, odd);
    const came = await signIn();
    expect(where(came)).toMatchObject({ refused: 'forged' });
    expect(came.headers.getSetCookie().join()).not.toContain('solder=');
    expect(await store.user(demo, 'eva' as Author)).toBeUndefined();
  });

  test('OIDC-8: what goes wrong there is told by its reason', async () => {
    const { signIn, where, store, administration } = await scene();
    provider.odd.error = 'access_denied';
    expect(where(await signIn())).toMatchObject({ refused: 'denied', to: '/demo/order' });
    provider.odd.error = 'invalid_scope';
    expect(where(await signIn())).toMatchObject({ refused: 'provider' });
    delete provider.odd.error;
    provider.odd.status = 503;
    expect(where(await signIn())).toMatchObject({ refused: 'away' });
    delete provider.odd.status;
    provider.be({ sub: 'eva', shop: 'nowhere' });
    expect(where(await signIn())).toMatchObject({ refused: 'unknown' });
    provider.be({ sub: 'eva' });
    expect(where(await signIn())).toMatchObject({ refused: 'nobody' });
    await store.saveUser({ shop: demo, id: 'gone' as Author, name: 'Gone', role: 'owner', revoked: true });
    provider.be({ sub: 'gone', shop: 'demo', role: 'boss' });
    expect(where(await signIn())).toMatchObject({ refused: 'unknown' });
    await administration['shop-suspend'](new Map([['shop', 'demo']]));
    provider.be({ sub: 'eva', shop: 'demo' });
    expect(where(await signIn())).toMatchObject({ refused: 'suspended' });
    provider.close();
    const { begin: again, where: whereTo } = await scene();
    expect(whereTo(await again())).toMatchObject({ refused: 'away' });
  });

  test('OIDC-9: a device that renews its token makes the provider be asked again: roles follow, and who is vouched for no more is out', async () => {
    const { signIn, cookieOf, refresh, store, connect, settle } = await scene();
    const first = await refresh(cookieOf(await signIn(), 'solder'));
    const peer = await connect(first.body['token']);
    provider.be({ sub: 'eva', name: 'Eva Lind', shop: 'demo', role: 'boss' });
    const second = await refresh(first.cookie);
    expect(second).toMatchObject({ status: 200, body: { role: 'owner' } });
    await settle();
    expect(peer.socket.closed?.code).toBe(4502);
    expect(provider.said.renewed).toBe(2);
    // It is away: nobody is signed out for that, and the answer that was lost costs nothing.
    provider.odd.status = 500;
    expect((await refresh(second.cookie)).status).toBe(503);
    delete provider.odd.status;
    const third = await refresh(second.cookie);
    expect(third.status).toBe(200);
    await provider.rotate();
    const fourth = await refresh(third.cookie);
    // Signed with a key that nobody knows: not now, and what it is asked with the next time is kept.
    provider.odd.foreignKey = true;
    expect((await refresh(fourth.cookie)).status).toBe(503);
    delete provider.odd.foreignKey;
    expect(fourth.status).toBe(200);
    provider.forgetAll();
    expect((await refresh(fourth.cookie)).status).toBe(401);
    expect((await refresh(fourth.cookie)).status).toBe(401);
    expect(await store.accounts.devices({ shop: demo, user: 'eva' as Author })).toEqual([]);
    // Signing in again is all it takes.
    expect((await refresh(cookieOf(await signIn(), 'solder'))).status).toBe(200);
  });

  test('OIDC-9: what the provider is asked again with is stored sealed, and goes with the device', async () => {
    const { signIn, cookieOf, store, app, host } = await scene();
    const cookie = cookieOf(await signIn(), 'solder');
    const id = cookie.slice('solder='.length).split('.')[0] ?? '';
    const sealed = await store.accounts.upstream(id);
    expect(sealed.length).toBeGreaterThan(60);
    expect(createTextSeal(new Uint8Array(32), 'test').open(sealed)).toBeUndefined();
    expect(createTextSeal(new Uint8Array(32).fill(7), 'test').open(sealed)).toMatch(/^[\da-f-]{36}$/);
    await app.request('/api/session/demo/eva', { method: 'DELETE', headers: { ...host, Cookie: cookie } });
    expect(await store.accounts.upstream(id)).toBe('');
  });

  test('OIDC-6: nobody is asked for a password, a PIN or an invitation', async () => {
    const { app, host } = await scene();
    for (const path of [
      '',
      '/invitation',
      '/invitation/accept',
      '/demo/ana/unlock',
      '/demo/ana/password',
      '/demo/ana/pin',
    ]) {
      const response = await app.request(`/api/session${path}`, {
        method: 'POST',
        headers: { ...host, 'Content-Type': 'application/json' },
        body: '{}',
      });
      expect(response.status, path).toBe(404);
    }
  });
});
