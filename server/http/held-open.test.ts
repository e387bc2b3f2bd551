/** Requests whose bodies come late: what may be done was taken meanwhile. */
import { expect, test } from 'vitest';
import { accountsScene, bearer, demo, named } from '../accounts/accounts-scene.ts';
import { must } from '../../shared/lib/assert.ts';
import { documentName } from '../relay/testing/scene.ts';
import { RightsEnded } from '../relay/rights-ended.ts';

async function atWork() {
  const scene = await accountsScene();
  const tokenOf = async (user: string) => {
    const theirs = await scene.settleIn(user);
    return bearer((await theirs.refresh(user)).body['token']);
  };
  const [otto, ana, ben] = [await tokenOf('otto'), await tokenOf('ana'), await tokenOf('ben')];
  const put = (user: string, change: object) =>
    scene.ask(`/api/shops/demo/users/${user}`, {
      method: 'PUT',
      headers: { ...otto, 'Content-Type': 'application/json' },
      body: JSON.stringify(change),
    });
  /** Sends half of the body; the rest when `finish` is called. */
  const hold = async (
    who: Readonly<Record<string, string>>,
    method: string,
    target: string,
    body: object | string,
  ) => {
    const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
    const read = Promise.withResolvers<void>();
    const rest = Promise.withResolvers<void>();
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          controller.enqueue(bytes.subarray(0, 5));
          read.resolve();
          await rest.promise;
          controller.enqueue(bytes.subarray(5));
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const headers = { ...who, 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) };
    const init = { method, headers, body: stream, duplex: 'half' } as const;
    const answer = Promise.resolve(scene.app.request(target, init));
    // The relay waits for the rest of it.
    await read.promise;
    return async () => {
      rest.resolve();
      await scene.settle();
      return answer;
    };
  };
  return { ...scene, otto, ana, ben, put, hold };
}

test('AUTH-11: a change of somebody that was held open while its sender was revoked changes nothing', async () => {
  const { ana, put, hold, store } = await atWork();
  const changed = await hold(ana, 'PUT', '/api/shops/demo/users/ben', { role: 'manager', revoked: false });
  const added = await hold(ana, 'POST', '/api/shops/demo/users', {
    user: 'eve',
    name: 'Eve',
    role: 'manager',
  });
  expect([
    (await put('ben', { revoked: true })).status,
    (await put('ana', { revoked: true })).status,
  ]).toEqual([200, 200]);
  expect([(await changed()).status, (await added()).status]).toEqual([401, 401]);
  expect(await store.user(demo, named('ben').user)).toMatchObject({ role: 'technician', revoked: true });
  expect(await store.user(demo, named('eve').user)).toBeUndefined();
});

test.each([
  ['PATCH', '/api/shops/demo/client/c1', { fields: { name: 'Late' }, base: { name: 'Early' } }],
  ['POST', '/api/shops/demo/client', { id: 'c2', fields: { name: 'Late' } }],
  ['POST', '/api/shops/demo/client/c1/settle', { field: 'name', value: 'Late' }],
  [
    'POST',
    '/api/sync/push',
    { operations: [{ id: 'o1', kind: 'client', record: 'c1', fields: { name: 'Late' } }] },
  ],
])('AUTH-11: %s %s that was held open while its sender was revoked is 401', async (method, target, body) => {
  const { ben, put, hold, relay, settle } = await atWork();
  const made = relay.write(documentName('client/c1'), named('ana').user, (each) => each.set('name', 'Early'));
  await settle();
  await made;
  const sent = await hold(ben, method, target, body);
  expect((await put('ben', { revoked: true })).status).toBe(200);
  expect((await sent()).status).toBe(401);
  expect(
    (await relay.rows(demo, documentName('client/c1').kind, { limit: 9 })).rows.map(
      ({ fields }) => fields['name'],
    ),
  ).toEqual(['Early']);
});

test('AUTH-11, IMPORT-6: of a file that was held open while its sender was revoked nothing is written, and its last line says why', async () => {
  const { ana, put, hold, relay } = await atWork();
  const file =
    'id,data_provider,product_category,brand,repair_status,group_identifier,event_date,problem\n' +
    'x_1,Cafe,Iron,Philips,Fixed,Penarth,2024-03-16,Cold\n';
  const sent = await hold(ana, 'POST', '/api/shops/demo/import/open-repair', file);
  expect((await put('ana', { revoked: true })).status).toBe(200);
  const lines = (await (await sent()).text()).trim().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { type: 'failed', failure: { kind: 'rights-ended' } },
  ]);
  for (const kind of ['client', 'order', 'device', 'ticket'])
    expect((await relay.rows(demo, documentName(`${kind}/x`).kind, { limit: 9 })).rows).toEqual([]);
});

test('AUTH-11: in the turn of a write and of a change of people it is looked again at what whoever asks may do', async () => {
  const { ben, identityOf, put, relay, store } = await atWork();
  const before = await identityOf(ben.Authorization.slice('Bearer '.length));
  const by = before ?? expect.fail('nobody');
  expect((await put('ben', { role: 'view' })).status).toBe(200);
  const write = relay.write(documentName('client/c3'), by.user, (each) => each.set('name', 'Late'), {
    role: by.role,
    by,
  });
  await expect(write).rejects.toThrow(RightsEnded);
  const change = relay.changeUser(demo, named('eve').user, () => expect.fail('was asked'), by);
  await expect(change).rejects.toThrow(RightsEnded);
  expect(await store.user(demo, named('eve').user)).toBeUndefined();
});

test('AUTH-11: of two changes of somebody at once the second is made of what the first left', async () => {
  const { relay, store } = await atWork();
  const held = Promise.withResolvers<void>();
  const ben = named('ben').user;
  const first = relay.changeUser(demo, ben, async (before) => {
    await held.promise;
    return { ...must(before, 'Ben'), revoked: true };
  });
  const second = relay.changeUser(demo, ben, (before) =>
    Promise.resolve({ ...must(before, 'Ben'), role: 'view' }),
  );
  held.resolve();
  await Promise.all([first, second]);
  expect(await store.user(demo, named('ben').user)).toMatchObject({ role: 'view', revoked: true });
});

test.each([
  ['whose length is told', { 'Content-Length': '20' }],
  ['that comes in pieces', {}],
])('AUTH-11: without a good token no body %s is waited for', async (_, length) => {
  const { app } = await atWork();
  const body = new ReadableStream({ pull: () => expect.fail('was read') }, { highWaterMark: 0 });
  const headers = { 'Content-Type': 'application/json', ...length };
  const init = { method: 'POST', headers, body, duplex: 'half' } as const;
  expect((await app.request('/api/sync/push', init)).status).toBe(401);
});
