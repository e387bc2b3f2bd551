/** Every role at every door to a record of every kind: who may not read it gets what somebody gets who asks for nothing. */
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { systemAuthors, type Author } from '../../shared/lib/ids.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import { readYMessage, writeStep1 } from '../../shared/protocol/y-message.ts';
import type { RegisterField, Role } from '../../shared/schema/field.ts';
import { stampAt } from '../../shared/lib/stamp.ts';
import { kindNamed, kinds } from '../../shared/schema/kinds.ts';
import { roles } from '../../shared/schema/roles.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { MemoryDisk } from '../files/memory-disk.ts';
import { Refused } from '../relay/refused.ts';
import { FakeSocket } from '../relay/testing/fake-socket.ts';
import type { Peer } from '../relay/testing/peer.ts';
import { demo, documentName, identityOf, scene } from '../relay/testing/scene.ts';
import { unadministered } from '../accounts/unadministered-scene.ts';
import { createApp } from './app.ts';
import { createSecrets } from '../secrets/secrets.ts';
import { testKeys } from '../secrets/keys-scene.ts';
import { createStaticFiles } from './static-files.ts';
import { noBackups } from './no-backups-scene.ts';
import { serving } from './serving-scene.ts';

const fromStart = { epoch: '', cursor: 0, kinds: [] };
const secret = 'canary-5e2a';
const latest = (peer: Peer) => must(peer.told('page').at(-1), 'a page');

/** A shop with one record of a kind, which a manager has open, and one record that everybody may read. */
async function shopWith(kind: string, role: Role) {
  const name = `${kind}/r1`;
  const setting = await scene();
  const { relay, store, time, connect, settle } = setting;
  await store.saveUser({ shop: demo, id: 'eve' as Author, name: 'Eve', role });
  await relay.write(documentName('ticket/open'), systemAuthors.import, (each) => each.set('subject', 'Open'));
  const ana = connect('ana:owner');
  await settle();
  const { doc } = ana.open(name);
  const write = () => doc.getText('text:words').insert(0, secret);
  await settle();
  write();
  await settle();
  const eve = connect(`eve:${role}`, fromStart);
  await settle();
  ana.send({ type: 'here', at: name, field: secret, idle: false });
  await settle();
  await time.advance(1_000);
  await settle();
  const verify = (token: string) => Promise.resolve(identityOf(token, time));
  const app = createApp({
    relay,
    store,
    files: new DiskFiles({ disk: new MemoryDisk(time), perShop: 0 }),
    secrets: createSecrets({
      store,
      keys: testKeys(),
      now: () => time.now(),
      shown: () => Promise.resolve(undefined),
    }),
    ...unadministered,
    eraser: {
      plan: () => Promise.reject(new Error('not in this scene')),
      erase: () => Promise.reject(new Error('not in this scene')),
    },
    verify,
    backups: noBackups,
    verifyOperator: () => Promise.resolve(false),
    mint: () => Promise.resolve(''),
    origin: { origins: [], loopback: true },
    demoSignIn: false,
    staticFiles: createStaticFiles('/nowhere'),
    now: () => time.now(),
    ...serving,
    log: () => {},
  });
  const get = (target: string) =>
    app.request(`/api/shops/demo/${target}`, { headers: { Authorization: `Bearer eve:${role}` } });
  const post = (target: string, body: unknown) =>
    app.request(`/api/shops/demo/${target}`, {
      method: 'POST',
      headers: { Authorization: `Bearer eve:${role}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  /** Puts a field in review, and has an edit of it refused; the field. */
  const ask = async (): Promise<string> => {
    const declared = [...(kindNamed(kind)?.fields ?? [])];
    const [field, { scalar }] = must(
      declared.find(
        (each): each is [string, RegisterField] => each[1].policy === 'review' && !('moves' in each[1]),
      ),
      'a field that asks',
    );
    const values =
      scalar.type === 'money' ? [1, 2] : scalar.type === 'enum' ? scalar.values : [secret, `${secret}2`];
    const made = (value: unknown, n: number, by = 'ana') => [
      field,
      value,
      stampAt(1_700_000_000_000 + n),
      by,
    ];
    doc.getArray('registers').push([made(values[0], 1), made(values[1], 2)]);
    doc.getArray('registers').push([made(values[0], 3, 'bob')]);
    await settle();
    return field;
  };
  return { ...setting, name, write, ana, eve, get, post, ask };
}

/** What is behind each door: true when it let the record through. */
const doors: Readonly<
  Record<string, (shop: Awaited<ReturnType<typeof shopWith>>, role: Role, kind: string) => Promise<boolean>>
> = {
  async page({ eve, name }) {
    const decoded = await decodePageBody(latest(eve).body);
    if (decoded.type === 'malformed') return expect.unreachable();
    const found = decoded.items.map((item) => `${item.kind}/${item.id}`);
    expect(found).toContain('ticket/open');
    expect(latest(eve)).toMatchObject({ remaining: found.length, more: false });
    return found.includes(name);
  },
  async 'page of that kind'({ eve, settle }, _role, kind) {
    eve.send({ type: 'catch-up', cursor: 0, kinds: [kind] });
    await settle();
    return latest(eve).count > 0;
  },
  async changed({ eve, settle, write }) {
    write();
    await settle();
    return eve.told('changed').length > 0;
  },
  async open({ eve, settle, name }) {
    const { doc } = eve.open(name);
    await settle();
    if (eve.stateOf(name) === 'open') return doc.getText('text:words').toJSON() === secret;
    // As a name that is none.
    eve.send({ type: 'open', name: 'No name', own: [] });
    await settle();
    const [refused, none] = eve.told('closed');
    expect(refused).toEqual({ ...none, name });
    return false;
  },
  async 'plain socket'({ relay, settle, time, name }, role) {
    const socket = new FakeSocket();
    const identity = must(identityOf(`eve:${role}`, time), 'a good token');
    relay.acceptPlain(socket.asWebSocket, documentName(name), identity);
    socket.say(writeStep1(Y.encodeStateVector(new Y.Doc())));
    await settle();
    if (socket.closed) {
      expect(socket.closed).toEqual({ code: closeCodes.notFound, reason: 'notFound' });
      expect(socket.inbox).toEqual([]);
      return false;
    }
    const answers = socket.inbox.map((bytes) => readYMessage(bytes).type);
    return answers.includes('sync-step-2');
  },
  presence({ eve, name }) {
    const told = eve.told('presence').flatMap(({ here }) => here);
    expect(told.some(({ user }) => user === 'ana')).toBe(true);
    return Promise.resolve(told.some(({ at, field }) => at === name && field === secret));
  },
  async 'its own place'({ eve, ana, settle, time, name }) {
    eve.send({ type: 'here', at: name, field: '', idle: false });
    await settle();
    await time.advance(1_000);
    await settle();
    const seen = ana.told('presence').flatMap(({ here }) => here);
    return seen.some(({ user, at }) => user === 'eve' && at === name);
  },
  async 'local write'({ relay, name }, role) {
    let read = '';
    const writing = relay.write(documentName(name), 'eve' as Author, ({ doc }) => {
      read = doc.getText('text:words').toJSON();
    });
    const end = await writing.catch((error: unknown) => error);
    if (read === secret) return true;
    expect(end, role).toBeInstanceOf(Refused);
    return false;
  },
  async 'rows over HTTP'({ get }, _role, kind) {
    const response = await get(kind);
    const text = await response.text();
    if (response.status === 200) return text.includes('"id":"r1"');
    expect(text).toBe(await (await get('no-such-kind')).text());
    return false;
  },
  async 'its history over HTTP'({ get, name, time }) {
    const paths = [`${name}/history`, `${name}/history/at?time=${time.now()}`] as const;
    const answers = [await get(paths[0]), await get(paths[1])];
    const texts = await Promise.all(answers.map((response) => response.text()));
    if (answers.every(({ status }) => status === 200)) return texts[0]?.includes('ana') ?? false;
    const none = await (await get('ticket/no-such-record/history')).text();
    expect(texts).toEqual([none, none]);
    return false;
  },
  async 'bringing it back over HTTP'({ post, name, time }) {
    const response = await post(`${name}/restore`, { time: time.now() });
    if (response.status !== 404) return true;
    expect(await response.text()).toBe(await (await post('No kind/x/restore', { time: 1 })).text());
    return false;
  },
  async 'what asks a person'({ get, ask, name }, _role, kind) {
    await ask();
    const [all, ofKind] = await Promise.all([get('reviews'), get(`reviews?kind=${kind}`)]);
    const [text, none] = [await all.text(), await (await get('reviews?kind=no-such-kind')).text()];
    const found = text.includes(name.replace(`${kind}/`, ''));
    if (ofKind.status !== 200) expect(await ofKind.text()).toBe(none);
    expect(ofKind.status === 200).toBe(found);
    expect(text.includes('"count":0')).toBe(!found);
    return found;
  },
  async 'settling what asks'({ post, ask, name }, role) {
    const field = await ask();
    const response = await post(`${name}/settle`, { field, value: null });
    const none = await post('no-such-kind/r1/settle', { field, value: null });
    if (response.status !== 404) return role === 'view' ? response.status === 403 : true;
    expect(await response.text()).toBe(await none.text());
    return false;
  },
  async 'a refused edit'({ get, post, ask, store }, role) {
    await ask();
    const [edit] = await store.refused({ shop: demo, limit: 10 });
    const listed = await (await get('refused')).text();
    const manages = role === 'owner' || role === 'manager';
    expect(listed.includes(must(edit, 'it was refused').id)).toBe(manages);
    const response = await post(`refused/${must(edit, 'it was refused').id}/discard`, {});
    const none = await post('refused/no-such-edit/discard', {});
    if (response.status !== 404) return response.ok === manages;
    expect(await response.text()).toBe(await none.text());
    return false;
  },
  async 'its secrets'({ get, name }) {
    const response = await get(`${name}/secrets`);
    const text = await response.text();
    if (response.status === 200) return true;
    expect(text).toBe(await (await get('no-such-kind/r1/secrets')).text());
    return false;
  },
  async 'one row over HTTP'({ get, name }) {
    const response = await get(name);
    const text = await response.text();
    if (response.status === 200) return text.includes('"id":"r1"');
    expect(text).toBe(await (await get('ticket/no-such-record')).text());
    return false;
  },
};

describe.each([...kinds.keys(), 'gadget'])('a record of the kind %s', (kind) => {
  describe.each(roles)('for the role %s', (role) => {
    const may = kind !== 'pay' || role === 'owner' || role === 'manager';

    test(`READ-3: ${may ? 'comes' : 'is not there'}, whatever the door`, async () => {
      const opened: [string, boolean][] = [];
      const expected: [string, boolean][] = [];
      for (const [door, tryIt] of Object.entries(doors)) {
        // These show and write the kinds that this version knows.
        if (kind === 'gadget' && /HTTP|local|ask|refused|secret/.test(door)) continue;
        const shop = await shopWith(kind, role);
        opened.push([door, await tryIt(shop, role, kind)]);
        expected.push([door, may]);
        if (!may) expect(Buffer.concat(shop.eve.frames).toString('latin1')).not.toContain(secret);
      }
      expect(opened).toEqual(expected);
    });
  });
});

test('READ-4: whoever comes is told which kinds are withheld, before the first page', async () => {
  const { connect, settle } = await scene();
  const told = await Promise.all(
    roles.map(async (role) => {
      const peer = connect(`eve:${role}`, fromStart);
      await settle();
      expect(peer.messages.slice(0, 2).map(({ type }) => type)).toEqual(['welcome', 'withheld']);
      return [role, peer.told('withheld').flatMap(({ kinds }) => kinds)];
    }),
  );
  expect(Object.fromEntries(told)).toEqual({
    owner: [],
    manager: [],
    technician: ['pay'],
    'front-desk': ['pay'],
    view: ['pay'],
  });
});
