/** What managers see to of people whom an identity provider signs in: who there is, their devices, and how those end. */
import { expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { accountsScene, bearer, demo } from '../accounts/accounts-scene.ts';

async function scene() {
  const setting = await accountsScene({ passwords: false });
  const { accounts, store, connect, settle, ask, post } = setting;
  /** A device of somebody's for whom the provider vouched. */
  const enter = async (id: string) =>
    accounts.enter(must(await store.user(demo, id as Author), 'somebody of the shop'), {
      address: '',
      device: `Tablet of ${id}`,
    });
  const ana = bearer((await enter('ana')).token);
  const { token, user } = await enter('ben');
  const ben = await connect(token);
  ben.send({ type: 'device', id: 'tablet-1', records: 0, edits: 0, since: 0 });
  await settle();
  const at = (target: string, method = 'GET') => ask(`/api/shops/demo/${target}`, { method, headers: ana });
  return {
    ...setting,
    ana,
    ben,
    token,
    user,
    at,
    send: (target: string, body: object) => post(target, body, ana),
  };
}

test('DEVICE-4, DEVICE-7: where a provider signs people in a device is retired as elsewhere: it is signed out at once, and listed no longer', async () => {
  const { at, send, ben, token, identityOf, settle } = await scene();
  expect((await at('devices')).body).toMatchObject({
    devices: [{ user: 'ben', id: 'tablet-1', device: 'Tablet of ben', connected: true }],
  });
  const retired = await send('/api/shops/demo/devices/retire', { user: 'ben', id: 'tablet-1' });
  expect(retired.body).toEqual({ found: true, signedOut: true });
  await settle();
  expect(ben.socket.closed?.code).toBe(4401);
  expect(await identityOf(token)).toBeUndefined();
  expect((await at('devices')).body).toMatchObject({ devices: [] });
});

test('AUDIT-4: the audit says who retired whose device', async () => {
  const { send, store } = await scene();
  await send('/api/shops/demo/devices/retire', { user: 'ben', id: 'tablet-1' });
  expect(await store.audit({ shop: demo, limit: 1 })).toMatchObject([
    { user: 'ana', whom: 'ben', rule: 'device-retired', through: 'rest', what: 'tablet-1' },
  ]);
});

test('DEVICE-4: the operator retires it through the relay as well', async () => {
  const { post, identityOf, token } = await scene();
  const retired = await post(
    '/api/operator/replicas/retire',
    { shop: 'demo', user: 'ben', id: 'tablet-1' },
    bearer('operator'),
  );
  expect(retired.body).toEqual({ found: true, signedOut: true });
  expect(await identityOf(token)).toBeUndefined();
});

test('PEOPLE-3: managers list whom a provider signs in, and end their devices; nobody is invited', async () => {
  const { at, send, ana, ben, post, settle } = await scene();
  expect((await at('users')).body).toContainEqual(
    expect.objectContaining({ user: 'ben', role: 'technician', password: false, by: 'provider' }),
  );
  expect((await send('/api/shops/demo/users/ben/invitation', {})).status).toBe(404);
  const devices = (await at('users/ben/devices')).body as unknown as readonly { readonly id: string }[];
  expect(devices).toMatchObject([{ device: 'Tablet of ben' }]);
  expect((await at(`users/ben/devices/${devices[0]?.id}`, 'DELETE')).status).toBe(204);
  await settle();
  expect(ben.socket.closed?.code).toBe(4401);
  expect((await at('users/ben/devices')).body).toEqual([]);
  expect((await at('users/ana/devices', 'DELETE')).body).toEqual({ ended: 1 });
  expect((await post('/api/shops/demo/devices/retire', {}, ana)).status).toBe(401);
});

test('OIDC-6: where a provider signs people in, there are no passwords, invitations or PINs to be asked for', async () => {
  const { post, administration } = await scene();
  const asked = new Map([
    ['shop', 'demo'],
    ['user', 'ben'],
  ]);
  await expect(administration['user-invite'](asked)).rejects.toThrow('nobody is invited');
  for (const target of ['', '/invitation', '/invitation/accept', '/demo/ana/unlock', '/demo/ana/pin']) {
    const answer = await post(`/api/session${target}`, {});
    expect(answer.status, target).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  }
});
