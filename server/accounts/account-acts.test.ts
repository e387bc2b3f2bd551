/** What the audit says of who lets whom sign in, and who ends that. */
import { expect, test } from 'vitest';
import { accountsScene, bearer, demo, goodPassword, named } from './accounts-scene.ts';

async function scene() {
  const setting = await accountsScene();
  const { store, ask, post, settleIn, browser, time } = setting;
  const otto = bearer((await (await settleIn('otto')).refresh('otto')).body['token']);
  /** Signs in on one more device; answers its id. */
  const another = async (user: string): Promise<string> => {
    // The one that was used last comes first.
    await time.advance(1_000);
    await browser().signIn(user);
    return (await store.accounts.devices(named(user)))[0]?.id ?? expect.fail('no device');
  };
  const last = await store.audit({ shop: demo, limit: 1 });
  /** What was told since this began, in its order. */
  const told = async () =>
    (await store.audit({ shop: demo, limit: 50 }))
      .filter(({ n }) => n > (last[0]?.n ?? 0))
      .toReversed()
      .map(({ user, whom, through, rule, what }) => [rule, user, whom, through, what]);
  return {
    ...setting,
    another,
    told,
    atOtto: (method: 'POST' | 'DELETE', target: string) =>
      method === 'POST'
        ? post(`/api/shops/demo/users/${target}`, {}, otto)
        : ask(`/api/shops/demo/users/${target}`, { method, headers: otto }),
  };
}

test('AUDIT-5: the audit says who invited whom, and that they came, on which device', async () => {
  const { act, atOtto, told, browser, logged } = await scene();
  await act('user-invite', { user: 'ben' });
  const { code } = (await atOtto('POST', 'ben/invitation')).body;
  const password = goodPassword;
  await browser().post('/api/session/invitation/accept', { code, password, device: 'Tablet' });
  // One that is used up tells nothing.
  await browser().post('/api/session/invitation/accept', { code, password, device: 'Tablet' });
  expect(await told()).toEqual([
    ['invited', '@operator', 'ben', 'operator', undefined],
    ['invited', 'otto', 'ben', 'rest', undefined],
    ['invitation-used', 'ben', undefined, 'rest', 'Tablet'],
  ]);
  expect(JSON.stringify([await told(), logged])).not.toContain(String(code));
});

test('AUDIT-5: the audit says whose sign-in was ended by whom, on which device, once for each', async () => {
  const { act, atOtto, ask, told, settleIn, another, store } = await scene();
  const ben = await settleIn('ben');
  await another('ben');
  expect((await atOtto('DELETE', `ben/devices/${await another('ben')}`)).status).toBe(204);
  const headers = { ...bearer((await ben.refresh('ben')).body['token']), Host: 'localhost:4500' };
  const own = await another('ben');
  expect((await ask(`/api/session/demo/ben/devices/${own}`, { method: 'DELETE', headers })).status).toBe(204);
  expect((await atOtto('DELETE', `ben/devices/${own}`)).status).toBe(404);
  await act('user-revoke', { user: 'ben', session: await another('ben') });
  await atOtto('DELETE', 'ben/devices');
  await atOtto('DELETE', 'ben/devices');
  expect(await store.accounts.devices(named('ben'))).toEqual([]);
  expect((await told()).filter(([rule]) => rule === 'sign-in-ended')).toEqual([
    ['sign-in-ended', 'otto', 'ben', 'rest', 'Tablet'],
    ['sign-in-ended', 'ben', 'ben', 'rest', 'Tablet'],
    ['sign-in-ended', '@operator', 'ben', 'operator', 'Tablet'],
    ['sign-in-ended', 'otto', 'ben', 'rest', 'A device'],
    ['sign-in-ended', 'otto', 'ben', 'rest', 'Tablet'],
  ]);
});

test('AUDIT-5: the audit says which devices a new password ended; who signs out where they are has no line', async () => {
  const { post, browser, settleIn, told, accounts } = await scene();
  const first = await settleIn('ben');
  const tablet = browser();
  const { token } = (await tablet.signIn('ben')).body;
  const change = { current: goodPassword, password: 'thirty quiet otters' };
  expect((await post('/api/session/demo/ben/password', change, bearer(token))).status).toBe(204);
  expect((await first.refresh('ben')).status).toBe(401);
  const { code } = await accounts.invite(named('ben'), 'operator');
  await browser().post('/api/session/invitation/accept', { code, password: goodPassword });
  const last = browser();
  await last.signIn('ben');
  expect((await last.signOut('ben')).status).toBe(204);
  expect((await told()).filter(([rule]) => rule === 'sign-in-ended')).toEqual([
    ['sign-in-ended', 'ben', 'ben', 'rest', 'A device'],
    ['sign-in-ended', 'ben', 'ben', 'rest', 'Tablet'],
  ]);
});

test('AUDIT-5: the audit says that a token was shown again that had been used, and on whose device', async () => {
  const { browser, settleIn, told } = await scene();
  await settleIn('ben');
  const tablet = browser();
  await tablet.signIn('ben');
  const stolen = tablet.cookie;
  await tablet.refresh('ben');
  await tablet.refresh('ben');
  const thief = browser();
  thief.cookie = stolen;
  expect((await thief.refresh('ben')).status).toBe(401);
  expect((await told()).slice(2)).toEqual([['token-reused', 'ben', undefined, 'rest', 'Tablet']]);
});

test('AUDIT-5: a store that takes no line stops nobody', async () => {
  const { store, settleIn, atOtto, logged } = await scene();
  store.noteAudit = () => Promise.reject(new Error('full'));
  const ben = await settleIn('ben');
  expect((await ben.refresh('ben')).status).toBe(200);
  expect((await atOtto('DELETE', 'ben/devices')).body).toEqual({ ended: 1 });
  expect(logged.join('\n')).toContain('audit-not-kept');
});
