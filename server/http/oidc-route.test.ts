/** Signing in at an identity provider by its page, against one that keeps to the protocol and lies where a test says so. */
import { Hono } from 'hono';
import { createRemoteJWKSet } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Author } from '../../shared/lib/ids.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { accountsScene, demo } from '../accounts/accounts-scene.ts';
import { createHearProvider } from '../accounts/hear-provider.ts';
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
/** What a tab makes at random. */
const mark = 'a-tab-that-began'.padEnd(43, '0');

const cookieOf = (response: Response, name: string): string =>
  response.headers
    .getSetCookie()
    .find((each) => each.startsWith(`${name}=`))
    ?.split(';')[0] ?? '';

/** What the provider says to the browser that is led there. */
const atProvider = async (started: Response): Promise<URL> => {
  const { address } = (await started.clone().json()) as { readonly address?: string };
  const answer = await fetch(must(address, 'the way there'), { redirect: 'manual' });
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
    hear: createHearProvider({ store, relay }),
    time,
    log,
  });
  const app = new Hono();
  const origin = { origins: [], loopback: true };
  const seal = createTextSeal(setting.key, 'under way');
  /** Puts the doors up, as a relay does that is started anew. */
  const door = () => oidcRoutes({ flow, accounts, seal, origin, now: () => time.now(), log });
  app.route('/api/oidc', door());
  app.route(
    '/api/session',
    sessionRoutes({
      accounts,
      verify: setting.identityOf,
      origin,
      now: () => time.now(),
      passwords: false,
    }),
  );
  app.onError((error) => renderProblem(problemOf(error)));

  const host = { Host: 'localhost:4500' };
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    app.request(`/api/oidc/${path}`, {
      method: 'POST',
      headers: { ...host, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const begin = (to = '/demo/order', of = mark) => post('start', { to, device: 'Tablet', mark: of });
  /** Asks who came back, as the page does. */
  const enter = (came: Response, of = mark) =>
    post('enter', { mark: of }, { Cookie: cookieOf(came, 'solder-oidc') });
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
  return { ...setting, app, door, begin, comeBack, signIn, enter, refresh, host, post };
}

describe('signing in at an identity provider by its page', () => {
  test('OIDC-7: code, PKCE, state and nonce: whoever comes back is in the shop’s list, and their device stays signed in', async () => {
    const { signIn, enter, refresh, store, app, identityOf } = await scene();
    expect(await (await app.request('/api/oidc')).json()).toEqual({ name: 'Example' });
    const came = await signIn();
    expect(where(came)).toEqual({});
    expect(await (await enter(came)).json()).toEqual({ shop: 'demo', user: 'eva', to: '/demo/order' });
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
    expect(renewed).toMatchObject({
      status: 200,
      body: { user: 'eva', role: 'technician', pin: false, elsewhere: true },
    });
    expect(await identityOf(String(renewed.body['token']))).toMatchObject({
      user: 'eva',
      role: 'technician',
    });
  });

  test('OIDC-7: what leads elsewhere, or was asked for elsewhere, is not followed', async () => {
    const { begin, comeBack, signIn, enter } = await scene();
    expect(await (await enter(await signIn('//evil.example/x'))).json()).toMatchObject({ to: '/' });
    const [mine, theirs] = [await begin(), await begin()];
    // A code that somebody else's browser was given, and one that comes twice.
    const back = await atProvider(theirs);
    expect(where(await comeBack(back, cookieOf(mine, 'solder-oidc')))).toMatchObject({ refused: 'forged' });
    expect(where(await comeBack(back, ''))).toMatchObject({ refused: 'forged' });
    expect(where(await comeBack(back, cookieOf(theirs, 'solder-oidc')))).toEqual({});
    expect(where(await comeBack(back, cookieOf(theirs, 'solder-oidc')))).toMatchObject({ refused: 'forged' });
    const forged = await begin();
    const other = await atProvider(forged);
    other.searchParams.set('code', 'guessed');
    expect(where(await comeBack(other, cookieOf(forged, 'solder-oidc')))).toMatchObject({
      refused: 'forged',
    });
  });

  test('OIDC-7: what was begun more than ten minutes ago is over', async () => {
    const { begin, comeBack, time } = await scene();
    const started = await begin();
    const back = await atProvider(started);
    await time.advance(10 * 60_000 + 1);
    expect(where(await comeBack(back, cookieOf(started, 'solder-oidc')))).toMatchObject({
      refused: 'forged',
    });
  });

  test('OIDC-10: a thousand who begin push nobody out, and a relay that is started anew takes who comes back', async () => {
    const { begin, comeBack, app, door, enter } = await scene();
    const started = await begin();
    const back = await atProvider(started);
    for (let count = 0; count < 1_000; count++) expect((await begin()).status).toBe(200);
    const anew = new Hono();
    anew.route('/api/oidc', door());
    const request = new Request(`http://localhost:4500${back.pathname}${back.search}`, {
      headers: { Host: 'localhost:4500', Cookie: cookieOf(started, 'solder-oidc') },
    });
    const came = await anew.request(request);
    expect(where(came)).toEqual({});
    expect(await (await enter(came)).json()).toMatchObject({ user: 'eva' });
    // What the browser holds says nothing to whoever reads it, and nobody else makes one.
    const sealed = cookieOf(started, 'solder-oidc').slice('solder-oidc='.length);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('verifier');
    const forged = createTextSeal(new Uint8Array(32), 'under way').seal('{"as":"came","shop":"demo"}');
    expect(where(await comeBack(back, `solder-oidc=${forged}`))).toMatchObject({ refused: 'forged' });
    expect((await app.request('/api/oidc/start')).status).toBe(404);
  });

  test('OIDC-10: the longest path and name that are taken fit into a cookie, and longer ones lead to the beginning', async () => {
    const { post, comeBack, enter } = await scene();
    const longest = `/demo/${'x'.repeat(994)}`;
    const started = await post('start', { to: longest, device: '🛠'.repeat(500), mark });
    const cookie = cookieOf(started, 'solder-oidc');
    expect(cookie.length).toBeLessThan(3_900);
    expect(await (await enter(await comeBack(await atProvider(started), cookie))).json()).toMatchObject({
      to: longest,
    });
    const longer = await post('start', { to: `${longest}x`, device: '', mark });
    const came = await comeBack(await atProvider(longer), cookieOf(longer, 'solder-oidc'));
    expect(await (await enter(came)).json()).toMatchObject({ to: '/' });
  });

  test('OIDC-10: codes that nobody gave out are tried ever more slowly, by address', async () => {
    const { begin, comeBack, time } = await scene();
    const started = await begin();
    const back = await atProvider(started);
    const guess = async (code: string) => {
      const address = new URL(back);
      address.searchParams.set('code', code);
      return where(await comeBack(address, cookieOf(started, 'solder-oidc')))['refused'];
    };
    for (let count = 0; count < 31; count++) expect(await guess(`guess-${count}`)).toBe('forged');
    const asked = provider.said.tokens;
    expect(await guess('one-more')).toBe('wait');
    expect(provider.said.tokens).toBe(asked);
    await time.advance(1_000);
    expect(where(await comeBack(back, cookieOf(started, 'solder-oidc')))).toEqual({});
  });

  test('OIDC-11: who came back is told once, to the tab that began, and to no page from elsewhere', async () => {
    const { signIn, enter, post } = await scene();
    const came = await signIn();
    expect(came.headers.get('location')).toBe('/signed-in');
    const strange = await enter(came, 'another-tab'.padEnd(43, '0'));
    expect(strange.status).toBe(403);
    expect(await strange.json()).toMatchObject({
      type: expect.stringMatching(/sign-in-failed$/),
      why: 'forged',
    });
    const mine = await enter(came);
    expect(mine.status).toBe(200);
    expect(mine.headers.getSetCookie().join()).toMatch(/solder-oidc=;.*Max-Age=0/);
    expect((await post('enter', { mark })).status).toBe(403);
    expect((await post('enter', { mark: 'short' })).status).toBe(400);
    for (const path of ['start', 'enter']) {
      expect((await post(path, { mark }, { Origin: 'https://evil.example' })).status).toBe(403);
      expect((await post(path, { mark }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    }
    // What was begun is nobody who came.
    const begun = await post('start', { to: '/', device: '', mark });
    expect((await enter(begun)).status).toBe(403);
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
    const { signIn, store } = await scene();
    Object.assign(provider.odd, odd);
    const came = await signIn();
    expect(where(came)).toMatchObject({ refused: 'forged' });
    expect(came.headers.getSetCookie().join()).not.toContain('solder=');
    expect(await store.user(demo, 'eva' as Author)).toBeUndefined();
  });

  test('OIDC-8: what goes wrong there is told by its reason', async () => {
    const { signIn, store, administration } = await scene();
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
    const { begin } = await scene();
    const away = await begin();
    expect(away.status).toBe(403);
    expect(await away.json()).toMatchObject({ why: 'away' });
  });

  test('OIDC-9: a device that renews its token makes the provider be asked again: roles follow, and who is vouched for no more is out', async () => {
    const { signIn, refresh, store, connect, settle } = await scene();
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
    const { signIn, store, app, host } = await scene();
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
