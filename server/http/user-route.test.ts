/** Rights that are taken while people are connected. */
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { accountsScene, bearer, named } from '../accounts/accounts-scene.ts';
import { documentName, demo } from '../relay/testing/scene.ts';
import { entry } from '../relay/testing/at-the-bench.ts';
import { FakeSocket } from '../relay/testing/fake-socket.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeStep1, writeUpdate } from '../../shared/protocol/y-message.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { shopApp } from './shop-app-scene.ts';

const d1 = 'device/d1';

async function atWork() {
  const scene = await shopApp();
  const { relay, connect, settle, tokenOf, time } = scene;
  await relay.write(documentName(d1), 'ana' as Author, (each) => each.set('brand', 'Nokia'));
  const [ana, ben] = [connect(tokenOf('ana')), connect(tokenOf('ben'), { epoch: '', cursor: 0, kinds: [] })];
  await settle();
  for (const peer of [ana, ben]) peer.open(d1);
  const plain = new FakeSocket();
  const identity = {
    shop: demo,
    user: 'ben' as Author,
    name: 'Ben',
    role: 'technician',
    expires: time.now() + 1e6,
  } as const;
  relay.acceptPlain(plain.asWebSocket, documentName(d1), identity);
  plain.say(writeStep1(Y.encodeStateVector(new Y.Doc())));
  await settle();
  return { ...scene, ana, ben, plain, identity };
}

describe.each([{ role: 'view' }, { revoked: true }])('AUTH-11: %j in mid-connection', (change) => {
  test('AUTH-11: the next write is not taken, and no byte more goes to any of their sockets', async () => {
    const { put, settle, ana, ben, plain, entity, stored, identity, relay } = await atWork();
    expect((await put('ana', 'users/ben', change)).status).toBe(200);
    expect(ben.socket.closed).toEqual({ code: closeCodes.rightsChanged, reason: 'rightsChanged' });
    expect(plain.closed?.code).toBe(closeCodes.rightsChanged);
    const heard = [ben.frames.length, plain.inbox.length];
    ben
      .opened(d1)
      .doc.getArray('registers')
      .push([entry('bench', 'too late', 'ben')]);
    const late = new Y.Doc();
    late.getArray('registers').push([entry('bench', 'too late', 'ben')]);
    plain.say(writeUpdate(Y.encodeStateAsUpdate(late)));
    entity(ana, d1, 'ana').set('brand', 'Fairphone');
    await settle();
    expect([ben.frames.length, plain.inbox.length]).toEqual(heard);
    expect(JSON.stringify((await stored(d1)).getArray('registers'))).not.toContain('too late');
    // Who was being let in at that moment is not let in as what they were.
    const again = new FakeSocket();
    relay.acceptPlain(again.asWebSocket, documentName(d1), identity);
    expect(again.closed?.code).toBe(closeCodes.rightsChanged);
    expect(again.inbox).toEqual([]);
  });
});

test('AUTH-11: who was demoted comes back as what they are now, and what they then write is refused', async () => {
  const { put, settle, ben, connect, entity, ana, stored } = await atWork();
  ben.socket.cut();
  ben
    .opened(d1)
    .doc.getArray('registers')
    .push([entry('bench', 'offline', 'ben')]);
  await put('ana', 'users/ben', { role: 'view' });
  const old = connect('ben:technician');
  await settle();
  expect(old.socket.closed?.code).toBe(closeCodes.rightsChanged);
  expect(old.told('welcome')).toEqual([]);
  const back = connect('ben:view');
  await settle();
  back.open(d1, ben.opened(d1).doc);
  await settle();
  expect(back.told('refused')[0]?.edits).toEqual([{ field: 'bench', rule: 'role' }]);
  expect(entity(ana, d1, 'ana').get('bench')).toBeNull();
  expect(JSON.stringify((await stored(d1)).getArray('registers'))).not.toContain('offline');
});

test('AUTH-11: what somebody had whose rights were taken opens nothing, and nothing either when they are given back', async () => {
  const { settleIn, ask, browser, post, accounts, identityOf, store } = await accountsScene();
  const [otto, ben] = [await settleIn('otto'), await settleIn('ben')];
  const shown = bearer((await otto.refresh('otto')).body['token']);
  const token = String((await ben.refresh('ben')).body['token']);
  const { code } = await accounts.invite(named('ben'), named('otto'));
  const put = (body: object) =>
    ask('/api/shops/demo/users/ben', {
      method: 'PUT',
      headers: { ...shown, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const opened = async () => [
    await identityOf(token),
    (await ben.refresh('ben')).status,
    (await browser().signIn('ben')).status,
    (await post('/api/session/invitation', { code })).status,
  ];
  const nothing = [undefined, 401, 401, 404];
  expect((await put({ revoked: true })).status).toBe(200);
  expect(await opened()).toEqual(nothing);
  expect(await accounts.hasPassword(named('ben'))).toBe(false);
  expect((await put({ revoked: false, role: 'front-desk' })).body).toMatchObject({ role: 'front-desk' });
  expect(await opened()).toEqual(nothing);
  const back = await settleIn('ben', 'another lathe of quinces');
  expect((await back.refresh('ben')).body).toMatchObject({ role: 'front-desk' });
  // Removed when nothing was forgotten yet.
  await store.saveUser({ ...must(await store.user(demo, named('ben').user), 'Ben'), revoked: true });
  expect((await put({ revoked: false })).status).toBe(200);
  expect((await browser().signIn('ben', 'another lathe of quinces')).status).toBe(401);
});

test.each([
  ['ben', 'users/vic', { role: 'technician' }, 403],
  ['vic', 'users/ben', { role: 'owner' }, 403],
  ['ana', 'users/ana', { role: 'owner' }, 403],
  ['ana', 'users/ben', { role: 'owner' }, 403],
  ['ana', 'users/nobody-here', { role: 'view' }, 404],
  ['ana', 'users/ben', { role: 'king' }, 400],
  ['ana', 'users/ben', { revoked: 1 }, 400],
  ['ana', 'users/ben', { revoke: true }, 400],
  ['ana', 'users/ben', { role: 'view', name: 'Benjamin' }, 400],
  ['ana', 'users/ben', {}, 400],
])('AUTH-11: %s asks for %s %j: %i', async (as, target, body, status) => {
  const { put, store } = await shopApp();
  const before = await store.users(demo);
  expect((await put(as, target, body)).status).toBe(status);
  expect(await store.users(demo)).toEqual(before);
});
