/** Invitations: following one lets somebody into a shop. */
import { expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { accountsScene, bearer, goodPassword, named } from '../accounts/accounts-scene.ts';

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
