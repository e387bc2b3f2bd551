/** Signing in with a password, and the password itself. */
import { expect, test } from 'vitest';
import { accountsScene, bearer, cheap, goodPassword, named } from '../accounts/accounts-scene.ts';
import { hashPassword } from '../accounts/password-hash.ts';
import { createHasher, HasherBusy, type Hasher } from '../accounts/hasher.ts';
import { anaIsIn } from './session-route-scene.ts';

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
    for (let i = 0; i < 6; i++) expect((await browser().signIn(user, 'wrong wrong wrong')).status).toBe(401);
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
