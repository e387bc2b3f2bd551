/** What a restored relay does not take back: what its sender may not do is refused as in any other store, and nothing is lost over it. */
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { openEntity } from '../../shared/document/open-entity.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { writeStep2 } from '../../shared/protocol/y-message.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { documentName, sceneWith } from './testing/scene.ts';

const d1 = 'device/d1';
const o1 = 'order/o1';
const shop = documentName(d1).shop;

/** A relay that takes back, or one that does not, where Ana, who owns the shop, has a device and an order with a payment. */
async function shopOf(takesBackUntil: number) {
  const store = new MemoryStore('restored', takesBackUntil);
  const setting = await sceneWith({ store });
  const { connect, settle, entity, time } = setting;
  const ana = connect('ana:owner');
  await settle();
  ana.open(d1);
  ana.open(o1);
  await settle();
  entity(ana, d1, 'ana').set('price', 5000);
  entity(ana, d1, 'ana').set('status', 'device_received');
  entity(ana, d1, 'ana').text('diagnosis').insert(0, 'wet');
  entity(ana, o1, 'ana').append('payments', { amount: 5000, method: 'cash' });
  await settle();

  /** What Tec's device holds of a record after `change` was made to it without a connection, and Tec at the next one. */
  async function offline(name: string, token: string, change: (doc: Y.Doc) => void) {
    const before = connect(token);
    await settle();
    const { doc } = before.open(name);
    await settle();
    before.opened(name).stop();
    before.socket.cut();
    await settle();
    change(doc);
    const peer = connect(token);
    await settle();
    peer.open(name, doc);
    await settle();
    return peer;
  }

  const writing = (doc: Y.Doc, author: string) =>
    openEntity({
      doc,
      kind: must(kindNamed('device'), 'a kind'),
      author,
      clock: new StampClock(time),
      random: () => 0.5,
    });
  return { ...setting, ana, offline, writing };
}

const registersOf = (doc: Y.Doc): Y.Array<unknown> => doc.getArray('registers');

/** Takes the entries of a field out and puts one in their place. */
function replace(doc: Y.Doc, field: string, entry?: readonly unknown[]): void {
  const registers = registersOf(doc);
  doc.transact(() => {
    for (let at = registers.length - 1; at >= 0; at--) {
      if ((registers.get(at) as unknown[])[0] === field) registers.delete(at, 1);
    }
    if (entry) registers.push([entry]);
  });
}

describe.each([
  ['while it takes back', 4e12],
  ['in any store', 0],
])('RESTORE-4: rights hold %s', (_when, until) => {
  test('RESTORE-4: a price that its author may not write is refused, and the one before stands for all', async () => {
    const { ana, entity, offline, stored } = await shopOf(until);
    const tec = await offline(d1, 'tec:technician', (doc) =>
      replace(doc, 'price', ['price', 1, 2e15, 'tec']),
    );
    for (const [peer, user] of [
      [ana, 'ana'],
      [tec, 'tec'],
    ] as const) {
      expect(entity(peer, d1, user).entries('price')).toMatchObject([{ value: 5000, author: 'ana' }]);
    }
    expect(registersOf(await stored(d1)).toJSON()).toHaveLength(2);
    expect(tec.told('refused')).toMatchObject([{ edits: [{ field: 'price', rule: 'role' }] }]);
  });

  test('RESTORE-4: a move that the workflow has not got is refused', async () => {
    const { ana, entity, offline } = await shopOf(until);
    const tec = await offline(d1, 'tec:technician', (doc) =>
      replace(doc, 'status', ['status', 'collected', 2e15, 'tec']),
    );
    expect(entity(ana, d1, 'ana').get('status')).toBe('device_received');
    expect(tec.told('refused')).toMatchObject([{ edits: [{ field: 'status', rule: 'workflow' }] }]);
  });

  test('RESTORE-4: a legal change is told with what was there before', async () => {
    const { offline, writing, store } = await shopOf(until);
    await offline(d1, 'tec:technician', (doc) => writing(doc, 'tec').set('status', 'diagnosing'));
    const history = await store.history({ name: documentName(d1), limit: 1 });
    expect(history?.entries[0]).toMatchObject({ author: 'tec' });
    expect(JSON.parse(must(history?.entries[0]?.changes, 'changes'))).toMatchObject([
      { from: 'device_received', to: 'diagnosing' },
    ]);
  });

  test('RESTORE-4: nobody takes out a payment, or a value with nothing in its place', async () => {
    const { ana, entity, offline } = await shopOf(until);
    const tec = await offline(o1, 'tec:technician', (doc) => doc.getArray('log:payments').delete(0, 1));
    expect(ana.opened(o1).doc.getArray('log:payments').toJSON()).toMatchObject([{ amount: 5000, by: 'ana' }]);
    expect(tec.told('refused')).toHaveLength(1);
    const other = await offline(d1, 'tec:technician', (doc) => replace(doc, 'price'));
    expect(entity(ana, d1, 'ana').get('price')).toBe(5000);
    expect(other.told('refused')).toHaveLength(1);
  });
});

/** As somebody with a program of their own might: something under an id that the relay has not got. */
function underNewId(doc: Y.Doc, write: () => void): void {
  const own = doc.clientID;
  doc.clientID = 77;
  write();
  doc.clientID = own;
}

describe('RESTORE-4: deletions that come with what others wrote', () => {
  test('RESTORE-4: in a text of a field that their sender may not write stay out, and come in with what they belong to', async () => {
    const { ana, entity, offline } = await shopOf(4e12);
    await offline(d1, 'rex:reception', (doc) => {
      underNewId(doc, () => doc.getText('text:diagnosis').insert(3, ' and burnt'));
      // Letters that were here, and some of those that come.
      doc.getText('text:diagnosis').delete(0, 7);
      replace(doc, 'price');
    });
    expect(entity(ana, d1, 'ana').text('diagnosis').toJSON()).toBe('wet burnt');
    expect(entity(ana, d1, 'ana').get('price')).toBe(5000);
  });

  test('RESTORE-4: of a value that somebody replaced since, the newer one alone stands', async () => {
    const { ana, entity, offline } = await shopOf(4e12);
    await offline(d1, 'tec:technician', (doc) =>
      underNewId(doc, () => replace(doc, 'price', ['price', 6000, 2e15, 'ben'])),
    );
    expect(entity(ana, d1, 'ana').entries('price')).toMatchObject([{ value: 6000, author: 'ben' }]);
  });
});

/** A price that this user may not write, and words that they may. */
const forbidden =
  (user: string) =>
  (doc: Y.Doc): void => {
    replace(doc, 'price', ['price', 1, 2e15, user]);
    doc.getText('text:notes').insert(0, `${user} `);
  };

describe('RESTORE-4: what cannot come in yet', () => {
  test('RESTORE-4: is neither logged nor told to the others, however often it is offered, until what it builds on is there', async () => {
    const { ana, connect, settle, store, stored } = await shopOf(4e12);
    const tec = connect('tec:technician');
    await settle();
    tec.open(d1);
    await settle();
    const far = new Y.Doc();
    far.clientID = 77;
    far.getText('text:notes').insert(0, 'a');
    const first = Y.encodeStateAsUpdate(far);
    const vector = Y.encodeStateVector(far);
    far.getText('text:notes').insert(1, 'b');
    const head = await store.head(shop);
    const heard = ana.opened(d1).updates.length;
    for (let n = 0; n < 5; n++) {
      tec.sendPayload(d1, writeStep2(Y.encodeStateAsUpdate(far, vector)));
      await settle();
    }
    expect(await store.head(shop)).toBe(head);
    expect(ana.opened(d1).updates).toHaveLength(heard);
    expect(tec.opened(d1)).toMatchObject({ sent: 6, acked: 1, closed: undefined });
    tec.sendPayload(d1, writeStep2(first));
    await settle();
    expect((await stored(d1)).getText('text:notes').toJSON()).toBe('ab');
    expect(tec.opened(d1)).toMatchObject({ sent: 7, acked: 7 });
    expect(must(await store.load(documentName(d1)), 'a record').damage).toEqual([]);
  });

  test('RESTORE-4: nothing comes in under the relay’s own id, which stays its own', async () => {
    const { ana, connect, settle, entity, offline, stored } = await shopOf(4e12);
    const known = new Set(Y.decodeStateVector(Y.encodeStateVector(ana.opened(d1).doc)).keys());
    const tec = await offline(d1, 'tec:technician', forbidden('tec'));
    const { doc } = tec.opened(d1);
    const ids = [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()];
    const relays = must(
      ids.find((client) => !known.has(client) && client !== doc.clientID),
      'it wrote a price back',
    );
    const fork = new Y.Doc();
    Y.applyUpdate(fork, Y.encodeStateAsUpdate(doc));
    const vector = Y.encodeStateVector(fork);
    fork.clientID = relays;
    fork.getText('text:diagnosis').insert(0, 'forged ');
    tec.sendPayload(d1, writeStep2(Y.encodeStateAsUpdate(fork, vector)));
    await settle();
    // The next refusal is written back under it, and what came with it is not lost.
    const dee = await offline(d1, 'dee:technician', forbidden('dee'));
    expect(dee.opened(d1).acked).toBe(dee.opened(d1).sent);
    const visitor = connect('eva');
    await settle();
    visitor.open(d1);
    await settle();
    for (const each of [await stored(d1), visitor.opened(d1).doc, ana.opened(d1).doc]) {
      expect(each.getText('text:notes').toJSON()).toBe('dee tec ');
      expect(each.getText('text:diagnosis').toJSON()).toBe('wet');
    }
    expect(entity(visitor, d1, 'eva').get('price')).toBe(5000);
  });
});

test('SECRET-5: a passcode that a backup still had is destroyed when somebody hands back that the device was collected', async () => {
  const lost = await shopOf(0);
  const name = documentName(d1);
  const { updates } = must(await lost.store.load(name), 'a record');
  const device = lost.entity(lost.ana, d1, 'ana');
  while (device.get('status') !== 'collected') {
    const [, next] = device.choices('status') as string[];
    const last = (device.choices('status') as string[]).includes('collected');
    device.set('status', last ? 'collected' : must(next, 'a move'));
    await lost.settle();
  }
  const anas = lost.ana.opened(d1).doc;

  const store = new MemoryStore('restored', 4e12);
  const { connect, settle, relay } = await sceneWith({ store });
  const ana = 'ana' as Author;
  await store.append([
    {
      name,
      update: Y.mergeUpdates([...updates]),
      author: ana,
      at: 1,
      through: 'app',
      claims: [{ client: anas.clientID, user: ana }],
    },
  ]);
  const place = { name, secret: 'passcode' };
  const sealed = { key: 'k', nonce: new Uint8Array(12), bytes: new Uint8Array(16) };
  await store.keepSecret(place, sealed, { act: 'set', author: ana, at: 1, reason: '' });
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(anas));
  const eva = connect('eva:technician');
  await settle();
  eva.open(d1, copy);
  await settle();
  expect((await relay.row(name))?.fields['status']).toBe('collected');
  expect(await store.secret(place)).toBeUndefined();
  expect(await store.secretEvents(name, 1)).toMatchObject([{ act: 'destroyed', author: 'eva' }]);
});
