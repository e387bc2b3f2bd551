import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { accountsScene, bearer, demo, goodPassword, named } from './accounts-scene.ts';
import type { User } from '../store/store.ts';

describe('people', () => {
  test('PEOPLE-1: somebody is added, told, given another role and removed; what they are counts at once', async () => {
    const { act, settleIn, connect, settle, browser } = await accountsScene();
    expect(await act('user-add', { user: 'eva', name: 'Eva Lind', role: 'technician' })).toMatchObject({
      user: 'eva',
      name: 'Eva Lind',
      role: 'technician',
      password: false,
      devices: 0,
      seen: null,
    });
    await expect(act('user-add', { user: 'eva', role: 'view' })).rejects.toMatchObject({ kind: 'conflict' });
    await expect(act('user-add', { user: 'Eva!', role: 'view' })).rejects.toMatchObject({
      kind: 'bad-request',
    });
    await expect(act('user-add', { user: 'eve', role: 'king' })).rejects.toMatchObject({
      kind: 'bad-request',
    });
    const eva = await settleIn('eva');
    const open = await connect(String((await eva.refresh('eva')).body['token']));
    await act('user-set-role', { user: 'eva', role: 'front-desk' });
    await settle();
    expect(open.socket.closed?.code).toBe(closeCodes.rightsChanged);
    const { token, role } = (await eva.refresh('eva')).body;
    expect(role).toBe('front-desk');
    const back = await connect(String(token));
    expect(await act('user-list')).toContainEqual(
      expect.objectContaining({ user: 'eva', role: 'front-desk', password: true, devices: 1 }),
    );
    expect(await act('user-remove', { user: 'eva' })).toMatchObject({
      removed: true,
      password: false,
      devices: 0,
    });
    await settle();
    expect(back.socket.closed).toBeDefined();
    expect((await eva.refresh('eva')).status).toBe(401);
    expect((await browser().signIn('eva')).status).toBe(401);
    await expect(act('user-invite', { user: 'eva' })).rejects.toMatchObject({ kind: 'conflict' });
    await act('user-add', { user: 'eva', role: 'view' });
    // The password of before is gone for good.
    expect((await browser().signIn('eva')).status).toBe(401);
  });

  test('PEOPLE-1: who is added again begins with an invitation, also where it was cut off when they were removed', async () => {
    const { act, settleIn, relay, browser } = await accountsScene();
    const ben = await settleIn('ben');
    await relay.changeUser(demo, named('ben').user, (before) =>
      Promise.resolve({ ...before, revoked: true } as User),
    );
    expect(await act('user-add', { user: 'ben', role: 'technician' })).toMatchObject({
      password: false,
      devices: 0,
    });
    expect((await ben.refresh('ben')).status).toBe(401);
    expect((await browser().signIn('ben')).status).toBe(401);
  });

  test('AUDIT-4: the audit says who gave whom which right, took it, or suspended the shop', async () => {
    const { act, store, settle, mint, ask, logged } = await accountsScene();
    await act('user-add', { user: 'eve', role: 'view' });
    await act('user-set-role', { user: 'eve', role: 'technician' });
    const manager = must(await store.user(demo, named('ana').user), 'somebody of the shop');
    const ana = bearer(await mint(manager, 60_000));
    const sent = { method: 'PUT', headers: { ...ana, 'Content-Type': 'application/json' } };
    const body = JSON.stringify({ role: 'front-desk' });
    expect((await ask('/api/shops/demo/users/eve', { ...sent, body })).status).toBe(200);
    await act('user-remove', { user: 'eve' });
    await act('shop-suspend');
    await act('shop-resume');
    await settle();
    const lines = await store.audit({ shop: demo, limit: 20 });
    const told = lines.map(({ user, whom, through, rule, what }) => [user, whom, through, rule, what]);
    expect(told.toReversed()).toEqual([
      ['@operator', 'eve', 'operator', 'rights-given', 'view'],
      ['@operator', 'eve', 'operator', 'rights-given', 'technician'],
      ['ana', 'eve', 'rest', 'rights-given', 'front-desk'],
      ['@operator', 'eve', 'operator', 'removed', 'removed'],
      ['@operator', undefined, 'operator', 'suspended', undefined],
      ['@operator', undefined, 'operator', 'resumed', undefined],
    ]);
    expect(logged.join('\n')).not.toContain(goodPassword);
  });

  test('AUDIT-4: a store that takes no line stops nobody', async () => {
    const { act, store } = await accountsScene();
    store.noteAudit = () => Promise.reject(new Error('full'));
    expect(await act('user-set-role', { user: 'ben', role: 'view' })).toMatchObject({ role: 'view' });
    expect(await act('shop-suspend')).toMatchObject({ suspended: true });
  });

  test('PEOPLE-1: of changes of somebody at once each is made of what the one before left', async () => {
    const { act, store } = await accountsScene();
    await act('location-add', { name: 'North', id: 'north' });
    await Promise.all([
      act('user-set-role', { user: 'ben', role: 'manager' }),
      act('user-set-locations', { user: 'ben', locations: ['north'] }),
      act('user-remove', { user: 'ben' }),
    ]);
    expect(await store.user(demo, named('ben').user)).toMatchObject({
      role: 'manager',
      locations: ['north'],
      revoked: true,
    });
    const added = await Promise.allSettled([
      act('user-add', { user: 'eva', role: 'view' }),
      act('user-add', { user: 'eva', role: 'owner' }),
    ]);
    expect(added.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  test('PEOPLE-2: an invitation of the operator lets somebody in; devices are told and ended, one or all', async () => {
    const { act, browser } = await accountsScene();
    const { code } = (await act('user-invite', { user: 'ben' })) as { readonly code: string };
    const ben = browser();
    await ben.post('/api/session/invitation/accept', { code, password: goodPassword });
    await browser().signIn('ben');
    await browser().signIn('ben');
    const devices = (await act('user-sessions', { user: 'ben' })) as readonly { readonly id: string }[];
    expect(devices).toHaveLength(3);
    expect(await act('user-revoke', { user: 'ben', session: devices[0]?.id })).toEqual({ ended: 1 });
    await expect(act('user-revoke', { user: 'ben', session: 'none' })).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(await act('user-revoke', { user: 'ben' })).toEqual({ ended: 2 });
    expect((await ben.refresh('ben')).status).toBe(401);
    await expect(act('user-sessions', { user: 'nobody' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('PEOPLE-3: managers see to their people over HTTP, and to owners only owners do', async () => {
    const { settleIn, post, ask } = await accountsScene();
    const [otto, ana, ben] = [await settleIn('otto'), await settleIn('ana'), await settleIn('ben')];
    const tokens = {
      otto: (await otto.refresh('otto')).body['token'],
      ana: (await ana.refresh('ana')).body['token'],
      ben: (await ben.refresh('ben')).body['token'],
    };
    const at = (as: keyof typeof tokens, target: string, method = 'GET') =>
      ask(`/api/shops/demo/users${target}`, { method, headers: bearer(tokens[as]) });
    expect((await at('ben', '')).status).toBe(403);
    expect((await at('ana', '')).body).toContainEqual({
      user: 'ben',
      name: 'ben of the shop',
      role: 'technician',
      revoked: false,
      locations: [],
      password: true,
      by: 'account',
    });
    const add = (as: keyof typeof tokens, body: object) =>
      post('/api/shops/demo/users', body, bearer(tokens[as]));
    expect((await add('ana', { user: 'eva', name: 'Eva', role: 'owner' })).status).toBe(403);
    expect((await add('ana', { user: 'eva', name: 'Eva', role: 'view' })).status).toBe(201);
    expect((await add('ana', { user: 'eva', name: 'Eva', role: 'view' })).status).toBe(409);
    expect((await add('ben', { user: 'eve', name: 'Eve', role: 'view' })).status).toBe(403);
    expect((await at('ana', '/otto/devices')).status).toBe(403);
    expect((await at('otto', '/ana/devices')).body).toHaveLength(1);
    expect((await at('ana', '/ben/devices', 'DELETE')).body).toEqual({ ended: 1 });
    expect((await ben.refresh('ben')).status).toBe(401);
  });

  test('PEOPLE-3: who was removed and is added again begins with an invitation', async () => {
    const { settleIn, post, ask, browser } = await accountsScene();
    const [otto, ben] = [await settleIn('otto'), await settleIn('ben')];
    const shown = bearer((await otto.refresh('otto')).body['token']);
    const put = (body: object) =>
      ask('/api/shops/demo/users/ben', {
        method: 'PUT',
        headers: { ...shown, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await put({ revoked: true })).status).toBe(200);
    expect((await ben.refresh('ben')).status).toBe(401);
    expect((await browser().signIn('ben')).status).toBe(401);
    expect((await post('/api/shops/demo/users', { user: 'ben', role: 'view' }, shown)).status).toBe(201);
    expect((await browser().signIn('ben')).status).toBe(401);
  });
});
