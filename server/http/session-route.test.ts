import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { accountsScene, bearer, cheap, goodPassword, named } from '../accounts/accounts-scene.ts';
import { createHasher, HasherBusy, type Hasher } from '../accounts/hasher.ts';
import { hashPassword } from '../accounts/password-hash.ts';

const day = 24 * 3_600_000;

async function anaIsIn() {
  const scene = await accountsScene();
  const ana = await scene.settleIn('ana');
  const token = async () => (await ana.refresh('ana')).body['token'];
  return { ...scene, ana, token };
}

/** Turns are taken by others for as long as `now` says so. */
function occupiedHasher() {
  const real = createHasher({ cost: cheap });
  const occupied = { now: false };
  const hasher: Hasher = {
    ...real,
    matches: (...asked) =>
      occupied.now ? Promise.reject(new HasherBusy('no turn is free')) : real.matches(...asked),
  };
  return { hasher, occupied };
}

async function withPin(pin = '4711') {
  const scene = await anaIsIn();
  const set = async (password: string, wanted: string | null) =>
    scene.post('/api/session/demo/ana/pin', { password, pin: wanted }, bearer(await scene.token()));
  expect((await set(goodPassword, pin)).status).toBe(204);
  return { ...scene, set };
}

describe('invitations', () => {
  test('ACCOUNT-5: an invitation says whom it is for, is followed once, and lets its person in', async () => {
    const { accounts, post, browser, ask } = await accountsScene();
    const { code } = await accounts.invite(named('ana'), 'operator');
    const seen = await post('/api/session/invitation', { code });
    expect(seen.body).toEqual({ shop: 'demo', user: 'ana', name: 'ana of the shop' });
    const ana = browser();
    const entered = await ana.post('/api/session/invitation/accept', { code, password: goodPassword });
    expect(entered).toMatchObject({ status: 200, body: { shop: 'demo', user: 'ana', role: 'manager' } });
    const rows = await ask('/api/shops/demo/client', { headers: bearer(entered.body['token']) });
    expect(rows.status).toBe(200);
    expect((await post('/api/session/invitation', { code })).status).toBe(404);
    expect((await ana.post('/api/session/invitation/accept', { code, password: goodPassword })).status).toBe(
      404,
    );
  });

  test('ACCOUNT-5: an invitation is over after a week, and when there is a newer one', async () => {
    const { accounts, post, time } = await accountsScene();
    const first = await accounts.invite(named('ana'), 'operator');
    const second = await accounts.invite(named('ana'), 'operator');
    expect((await post('/api/session/invitation', { code: first.code })).status).toBe(404);
    expect((await post('/api/session/invitation', { code: second.code })).status).toBe(200);
    time.jump(second.expires);
    expect((await post('/api/session/invitation', { code: second.code })).status).toBe(404);
  });

  test('ACCOUNT-5: a manager invites, an owner only by an owner; a new password ends the devices of the old one', async () => {
    const { settleIn, post, browser, connect, settle } = await accountsScene();
    const [otto, ana, ben] = [await settleIn('otto'), await settleIn('ana'), await settleIn('ben')];
    const tokenOf = async (who: typeof ana, user: string) => String((await who.refresh(user)).body['token']);
    const bens = await connect(await tokenOf(ben, 'ben'));
    const invite = async (token: string, user: string) =>
      post(`/api/shops/demo/users/${user}/invitation`, {}, bearer(token));
    expect((await invite(await tokenOf(ana, 'ana'), 'otto')).status).toBe(403);
    expect((await invite(await tokenOf(ben, 'ben'), 'ana')).status).toBe(403);
    expect((await invite(await tokenOf(ana, 'ana'), 'nobody')).status).toBe(404);
    expect((await invite(await tokenOf(otto, 'otto'), 'ana')).status).toBe(201);
    const { code } = (await invite(await tokenOf(ana, 'ana'), 'ben')).body;
    // Until it is followed the old password holds.
    expect((await browser().signIn('ben')).status).toBe(200);
    const anew = browser();
    await anew.post('/api/session/invitation/accept', { code, password: 'nine green lathes' });
    await settle();
    expect(bens.socket.closed?.code).toBe(closeCodes.unauthorized);
    expect((await ben.refresh('ben')).status).toBe(401);
    expect((await browser().signIn('ben')).status).toBe(401);
    expect((await browser().signIn('ben', 'nine green lathes')).status).toBe(200);
  });

  test('ACCOUNT-3: a password that anybody guesses is told why it is none, and the invitation stays', async () => {
    const { accounts, post } = await accountsScene();
    const { code } = await accounts.invite(named('ana'), 'operator');
    const refused = await post('/api/session/invitation/accept', { code, password: 'ana of the shop' });
    expect(refused).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('name') as unknown },
    });
    expect((await post('/api/session/invitation', { code })).status).toBe(200);
  });
});

describe('signing in', () => {
  test('ACCOUNT-6: whoever is wrong is told the same, whatever it was that was wrong', async () => {
    const { browser, post, store, settleIn } = await accountsScene();
    await settleIn('ana');
    await settleIn('ben');
    await store.saveUser({
      ...named('ben'),
      id: named('ben').user,
      name: 'Ben',
      role: 'view',
      revoked: true,
    });
    const told = [
      await browser().signIn('ana', 'another password'),
      await browser().signIn('nobody', goodPassword),
      await browser().signIn('otto', goodPassword),
      await browser().signIn('ben', goodPassword),
      await post('/api/session', { shop: 'nowhere', user: 'ana', password: goodPassword }),
      await post('/api/session', { shop: 'No Shop', user: '@relay', password: goodPassword }),
      await post('/api/session', {}),
    ];
    expect(new Set(told.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(told[0]?.status).toBe(401);
    expect(told.every(({ headers }) => headers.get('set-cookie') === null)).toBe(true);
  });

  test('ACCOUNT-4: after a few wrong ones each try waits longer, at known and unknown names alike, and is told how long', async () => {
    const { browser, settleIn, time } = await accountsScene();
    await settleIn('ana');
    for (const user of ['ana', 'nobody']) {
      for (let i = 0; i < 6; i++)
        expect((await browser().signIn(user, 'wrong wrong wrong')).status).toBe(401);
      const waiting = await browser().signIn(user, goodPassword);
      expect(waiting.status).toBe(429);
      expect(waiting.headers.get('retry-after')).toBe('1');
      expect(waiting.headers.get('content-type')).toBe('application/problem+json');
    }
    time.jump(time.now() + 1_000);
    expect((await browser().signIn('ana')).status).toBe(200);
    expect((await browser().signIn('ana', 'wrong wrong wrong')).status).toBe(401);
    expect((await browser().signIn('ana')).status).toBe(200);
  });

  test('ACCOUNT-4: tries that come at once are counted at once', async () => {
    const { browser, settleIn } = await accountsScene({
      hasher: createHasher({ cost: cheap, waiting: 100 }),
    });
    await settleIn('ana');
    const all = await Promise.all(
      Array.from({ length: 40 }, () => browser().signIn('ana', 'wrong wrong wrong')),
    );
    expect(all.filter(({ status }) => status === 401)).toHaveLength(6);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(34);
  });

  test('ACCOUNT-1: a password that was hashed with other parameters is hashed anew when it is right', async () => {
    const { store, browser } = await accountsScene();
    const before = await hashPassword(goodPassword, { memory: 16, passes: 2, lanes: 1 });
    await store.accounts.setPassword(named('ana'), before, 1);
    expect((await browser().signIn('ana', 'wrong wrong wrong')).status).toBe(401);
    expect((await store.accounts.account(named('ana')))?.password).toBe(before);
    expect((await browser().signIn('ana')).status).toBe(200);
    expect((await store.accounts.account(named('ana')))?.password).toContain('m=8,t=1,p=1');
    expect((await browser().signIn('ana')).status).toBe(200);
  });

  test('ACCOUNT-2: where too many hash at once, whoever comes then is to come again, and is not told that they are wrong', async () => {
    const { browser, store } = await accountsScene({
      hasher: createHasher({ cost: cheap, atOnce: 1, waiting: 0 }),
    });
    await store.accounts.setPassword(named('ana'), await hashPassword(goodPassword, cheap), 1);
    const both = await Promise.all([browser().signIn('ana'), browser().signIn('ana')]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 429]));
  });

  test('ACCOUNT-4, PIN-2: a try for which there is no turn is counted neither as a password nor as a PIN', async () => {
    const { hasher, occupied } = occupiedHasher();
    const { settleIn, accounts, store, browser } = await accountsScene({ hasher });
    const ana = await settleIn('ana');
    await accounts.setPin(named('ana'), goodPassword, '4711', { address: '', device: '' });
    occupied.now = true;
    for (let i = 0; i < 40; i++) {
      expect((await browser().signIn('ana', 'wrong wrong wrong')).status).toBe(429);
      expect((await ana.unlock('ana', '0007')).headers.get('retry-after')).toBe('2');
    }
    occupied.now = false;
    expect(await store.accounts.account(named('ana'))).toMatchObject({ pinTries: 0 });
    expect((await ana.unlock('ana', '0007')).status).toBe(403);
    expect((await ana.unlock('ana', '4711')).status).toBe(200);
    expect((await browser().signIn('ana')).status).toBe(200);
  });

  test('ACCOUNT-7: one changes the own password with the one before, and all other devices end', async () => {
    const { ana, token, browser, post, time } = await anaIsIn();
    const other = browser();
    await other.signIn('ana');
    const change = async (current: string, password: string) =>
      post('/api/session/demo/ana/password', { current, password }, bearer(await token()));
    expect((await change('wrong wrong wrong', 'nine green lathes')).status).toBe(401);
    expect((await change(goodPassword, 'short')).status).toBe(422);
    expect((await change(goodPassword, 'nine green lathes')).status).toBe(204);
    expect((await ana.refresh('ana')).status).toBe(200);
    expect((await other.refresh('ana')).status).toBe(401);
    expect((await browser().signIn('ana')).status).toBe(401);
    time.jump(time.now() + 60_000);
    expect((await browser().signIn('ana', 'nine green lathes')).status).toBe(200);
    const somebodyElse = await post('/api/session/demo/ben/password', {}, bearer(await token()));
    expect(somebodyElse.status).toBe(404);
  });

  test('ACCOUNT-8: nothing that lets somebody in is in the log, nor stored as it is', async () => {
    const { ana, logged, store, accounts } = await anaIsIn();
    const { code } = await accounts.invite(named('ben'), 'operator');
    const { body } = await ana.refresh('ana');
    await ana.signIn('ana', 'wrong wrong wrong');
    const secret = ana.cookie.split('.').at(-1) ?? '';
    expect(secret).toHaveLength(43);
    const all = logged.join('\n') + JSON.stringify(await store.accounts.account(named('ana')));
    for (const word of [goodPassword, 'wrong wrong', code, secret, String(body['token'])]) {
      expect(all).not.toContain(word);
    }
    expect(logged.some((line) => line.includes('sign-in-refused'))).toBe(true);
  });
});

describe('devices that are signed in', () => {
  test('SESSION-1: a token of a device is good for a quarter of an hour, and is renewed without a password', async () => {
    const { ana, token, ask, time } = await anaIsIn();
    const first = await token();
    const get = async (shown: unknown) =>
      (await ask('/api/shops/demo/client', { headers: bearer(shown) })).status;
    time.jump(time.now() + 15 * 60_000 - 1_000);
    expect(await get(first)).toBe(200);
    time.jump(time.now() + 1_000);
    expect(await get(first)).toBe(401);
    const renewed = await ana.refresh('ana');
    expect(renewed.body['expires']).toBe(time.now() + 15 * 60_000);
    expect(await get(renewed.body['token'])).toBe(200);
  });

  test('SESSION-1: a socket ends with its token (fault 45), and whoever has a fresh one is in again, with what they write', async () => {
    const { token, connect, time, settle, stored, entity } = await anaIsIn();
    const before = await connect(await token());
    await time.advance(15 * 60_000);
    await settle();
    expect(before.socket.closed?.code).toBe(closeCodes.unauthorized);
    const again = await connect(await token());
    again.open('client/c1');
    await settle();
    entity(again, 'client/c1', 'ana').set('name', 'Written after the renewal');
    await settle();
    expect(JSON.stringify((await stored('client/c1')).getArray('registers'))).toContain('after the renewal');
  });

  test('SESSION-2: the cookie is for its person, its path and this site alone, and is secure wherever that is not this machine', async () => {
    const { settleIn, browser, post } = await accountsScene({
      origin: { origins: ['https://shop.example'], loopback: false },
    });
    await settleIn('ana');
    const local = (await browser().signIn('ana')).headers.get('set-cookie') ?? '';
    expect(local).toMatch(
      /^solder=[\w-]{22}\.[\w-]{43}; Max-Age=5184000; Path=\/api\/session\/demo\/ana; HttpOnly; SameSite=Strict$/,
    );
    const far = await post(
      '/api/session',
      { shop: 'demo', user: 'ana', password: goodPassword },
      { Host: 'shop.example', Origin: 'https://shop.example' },
    );
    expect(far.headers.get('set-cookie')).toContain('; Secure');
  });

  test('SESSION-3: a refresh token is used once; one that comes again ends its device, also for whoever has the newest', async () => {
    const { ana, browser, logged, connect, settle, token } = await anaIsIn();
    const socket = await connect(String(await token()));
    const thief = browser();
    thief.cookie = ana.cookie;
    await ana.refresh('ana');
    await ana.refresh('ana');
    expect((await thief.refresh('ana')).status).toBe(401);
    expect((await ana.refresh('ana')).status).toBe(401);
    await settle();
    expect(socket.socket.closed?.code).toBe(closeCodes.unauthorized);
    expect(logged.some((line) => line.includes('refresh-token-reused'))).toBe(true);
  });

  test('SESSION-3: an answer that never came costs nothing: the same token is taken once more', async () => {
    const { ana, browser } = await anaIsIn();
    const lost = browser();
    lost.cookie = ana.cookie;
    await lost.refresh('ana');
    expect((await ana.refresh('ana')).status).toBe(200);
    expect((await ana.refresh('ana')).status).toBe(200);
  });

  test('SESSION-4: a device that is ended opens nothing from that moment, over HTTP and on sockets that are open', async () => {
    const { ana, token, ask, browser, connect, settle } = await anaIsIn();
    const other = browser();
    const theirs = String((await other.signIn('ana')).body['token']);
    const [here, there] = [await connect(String(await token())), await connect(theirs)];
    const mine = await token();
    const devices = (await ask('/api/session/demo/ana/devices', { headers: bearer(mine) }))
      .body as unknown as {
      readonly id: string;
      readonly here: boolean;
      readonly device: string;
    }[];
    expect(devices.map((device) => [device.device, device.here])).toContainEqual(['Tablet', false]);
    const away = devices.find((device) => !device.here);
    const end = (id: string | undefined) =>
      ask(`/api/session/demo/ana/devices/${id}`, {
        method: 'DELETE',
        headers: { ...bearer(mine), Host: 'localhost:4500' },
      });
    expect((await end(away?.id)).status).toBe(204);
    await settle();
    expect(there.socket.closed?.code).toBe(closeCodes.unauthorized);
    expect(here.socket.closed).toBeUndefined();
    expect((await ask('/api/shops/demo/client', { headers: bearer(theirs) })).status).toBe(401);
    expect((await other.refresh('ana')).status).toBe(401);
    expect((await ana.refresh('ana')).status).toBe(200);
    const again = await connect(theirs);
    expect(again.socket.closed?.code).toBe(closeCodes.unauthorized);
    expect((await end(away?.id)).status).toBe(404);
  });

  test('SESSION-5: weeks without a network end in a new token; two months without any do not, nor does half a year', async () => {
    const { ana, settleIn, time } = await anaIsIn();
    time.jump(time.now() + 59 * day);
    expect((await ana.refresh('ana')).status).toBe(200);
    time.jump(time.now() + 61 * day);
    expect((await ana.refresh('ana')).status).toBe(401);
    const ben = await settleIn('ben');
    for (let month = 0; month < 5; month++) {
      time.jump(time.now() + 30 * day);
      expect((await ben.refresh('ben')).status).toBe(200);
    }
    time.jump(time.now() + 31 * day);
    expect((await ben.refresh('ben')).status).toBe(401);
  });

  test.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'http://evil.example:4500', Host: 'evil.example:4500' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
  ])('SESSION-6: a page from elsewhere (%j) is turned away with the cookie and without', async (headers) => {
    const { ana } = await anaIsIn();
    const answer = await ana.post('/api/session/demo/ana/refresh', {}, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect((await ana.refresh('ana')).status).toBe(200);
  });

  test('SESSION-6: a form of another page cannot make the request at all', async () => {
    const { ana, ask } = await anaIsIn();
    const answer = await ask('/api/session/demo/ana/refresh', {
      method: 'POST',
      headers: { Cookie: ana.cookie, 'Content-Type': 'text/plain', Host: 'localhost:4500' },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });

  test('SESSION-7: signing out ends the device, its sockets and its cookie; a second time changes nothing', async () => {
    const { ana, token, connect, settle, browser } = await anaIsIn();
    const socket = await connect(String(await token()));
    const before = ana.cookie;
    const out = await ana.signOut('ana');
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^solder=; Max-Age=0; Path=\/api\/session\/demo\/ana;/);
    await settle();
    expect(socket.socket.closed?.code).toBe(closeCodes.unauthorized);
    const kept = browser();
    kept.cookie = before;
    expect((await kept.refresh('ana')).status).toBe(401);
    expect((await kept.signOut('ana')).status).toBe(204);
  });

  test('SESSION-8: one person’s cookie is nothing at another’s path', async () => {
    const { ana, settleIn } = await anaIsIn();
    await settleIn('ben');
    expect((await ana.refresh('ben')).status).toBe(401);
    expect((await ana.signOut('ben')).status).toBe(204);
    expect((await ana.refresh('ana')).status).toBe(200);
  });
});

describe('PINs', () => {
  test('PIN-1: a PIN is set with the password, and opens the device that somebody signed in on', async () => {
    const { ana, set, browser } = await withPin();
    expect((await set('wrong wrong wrong', '20475')).status).toBe(401);
    expect((await set(goodPassword, '1234')).status).toBe(422);
    expect((await ana.unlock('ana', '4711')).body).toMatchObject({ user: 'ana', pin: true });
    expect((await ana.refresh('ana')).status).toBe(200);
    // A PIN alone is nothing: the device must be signed in.
    expect((await browser().unlock('ana', '4711')).status).toBe(401);
    expect((await set(goodPassword, null)).status).toBe(204);
    expect((await ana.refresh('ana')).body['pin']).toBe(false);
  });

  test('PIN-2: after five wrong ones the password is needed, on every device; what is unsent still goes up', async () => {
    const { ana, browser } = await withPin();
    const other = browser();
    await other.signIn('ana');
    for (let i = 0; i < 5; i++) {
      const wrong = await (i % 2 ? ana : other).unlock('ana', '0007');
      expect(wrong).toMatchObject({ status: 403, body: { title: 'The PIN is not right' } });
    }
    for (const device of [ana, other]) {
      expect((await device.unlock('ana', '4711')).body['title']).toBe('The password is needed');
      expect((await device.refresh('ana')).status).toBe(200);
    }
    await ana.signIn('ana');
    expect((await other.unlock('ana', '4711')).status).toBe(200);
  });

  test('PIN-2: wrong ones that come at once are counted at once', async () => {
    const { ana } = await withPin();
    const all = await Promise.all(Array.from({ length: 12 }, () => ana.unlock('ana', '0007')));
    expect(all.filter(({ body }) => body['title'] === 'The PIN is not right')).toHaveLength(5);
  });
});
