import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { stampAt } from '../../shared/lib/stamp.ts';
import { writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import { scene } from './testing/scene.ts';

const t1 = 'ticket/t1';

/** What Yjs encodes when `change` happens in a document of its own, under a client id. */
function updateOf(client: number, change: (doc: Y.Doc) => void, base?: Y.Doc): Uint8Array {
  const doc = new Y.Doc();
  if (base) Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
  doc.clientID = client;
  const before = Y.encodeStateVector(doc);
  change(doc);
  return Y.encodeStateAsUpdate(doc, before);
}

const entry = (field: string, value: unknown, author: string) => [
  field,
  value,
  stampAt(1_700_000_000_000),
  author,
];

/** Ana and Ben with one ticket open, and a subject in it. */
async function twoAtTheBench() {
  const setting = await scene();
  const { connect, settle, entity } = setting;
  const ana = connect('ana');
  const ben = connect('ben:technician');
  await settle();
  ana.open(t1);
  ben.open(t1);
  await settle();
  entity(ana, t1, 'ana').set('subject', 'Cracked screen');
  await settle();
  return { ...setting, ana, ben };
}

describe('ROOM-1: what one writes, others in the room see at once', () => {
  test('ROOM-1: two who have a record open see each other, and what they wrote is stored', async () => {
    const { ana, ben, settle, entity, stored } = await twoAtTheBench();
    entity(ben, t1, 'ben').set('status', 'pending');
    await settle();
    for (const [peer, user] of [
      [ana, 'ana'],
      [ben, 'ben'],
    ] as const) {
      expect(entity(peer, t1, user).get('subject')).toBe('Cracked screen');
      expect(entity(peer, t1, user).get('status')).toBe('pending');
      expect(peer.opened(t1)).toMatchObject({ sent: 2, acked: 2 });
    }
    expect(Y.encodeStateAsUpdate(await stored(t1))).toEqual(Y.encodeStateAsUpdate(ana.opened(t1).doc));
  });

  test('ROOM-1: one channel number and the same bytes for all who listen', async () => {
    const { ana, ben, connect, settle, entity } = await twoAtTheBench();
    const eva = connect('eva');
    await settle();
    eva.open(t1);
    await settle();
    expect(eva.opened(t1).channel).toBe(ana.opened(t1).channel);
    for (const peer of [ana, ben, eva]) peer.frames.length = 0;
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    expect(ben.frames).toHaveLength(1);
    expect(eva.frames).toEqual(ben.frames);
  });
});

describe('ROOM-2: a refused edit is written back before anybody sees it', () => {
  test.each([
    ['a value of another type', 'status', 42, 'ben', 'schema'],
    ['another author', 'subject', 'Forged', 'ana', 'author'],
  ])(
    'ROOM-2: %s reaches no other replica and its author goes on',
    async (_what, field, value, author, rule) => {
      const { ana, ben, settle, entity, stored } = await twoAtTheBench();
      const seen: unknown[] = [];
      ana.opened(t1).doc.on('update', () => seen.push(JSON.stringify(entity(ana, t1, 'ana').entries(field))));
      ben
        .opened(t1)
        .doc.getArray('registers')
        .push([entry(field, value, author)]);
      entity(ben, t1, 'ben').set('priority', 'high');
      await settle();
      expect(ben.told('refused')).toEqual([{ type: 'refused', name: t1, edits: [{ field, rule }] }]);
      expect(JSON.stringify(seen)).not.toContain(String(value));
      for (const peer of [ana, ben]) {
        expect(entity(peer, t1, 'x').get('priority')).toBe('high');
        expect(entity(peer, t1, 'x').entries(field)).not.toContainEqual(expect.objectContaining({ value }));
      }
      expect(ben.opened(t1).acked).toBe(ben.opened(t1).sent);
      expect(Y.encodeStateAsUpdate(await stored(t1))).toEqual(Y.encodeStateAsUpdate(ana.opened(t1).doc));
      expect(Y.encodeStateVector(ben.opened(t1).doc)).toEqual(Y.encodeStateVector(ana.opened(t1).doc));
    },
  );

  test('ROOM-2: what a view-only user types comes back to them only', async () => {
    const { ana, connect, settle, entity } = await twoAtTheBench();
    const visitor = connect('vic:view');
    await settle();
    visitor.open(t1);
    await settle();
    visitor.opened(t1).doc.getText('text:notes').insert(0, 'scribble');
    await settle();
    expect(visitor.told('refused').flatMap(({ edits }) => edits)).toContainEqual({
      field: 'notes',
      rule: 'role',
    });
    for (const peer of [ana, visitor]) expect(entity(peer, t1, 'x').text('notes').toJSON()).toBe('');
  });

  // Fault 40: what JavaScript can hold and a record may not.
  test.each<[string, (doc: Y.Doc) => void]>([
    ['__proto__ as a key', (doc) => doc.getArray('log:messages').push([JSON.parse('{"__proto__":{"a":1}}')])],
    ['a field named __proto__', (doc) => doc.getArray('registers').push([entry('__proto__', 'x', 'ben')])],
    ['a BigInt', (doc) => doc.getArray('registers').push([entry('subject', 12n, 'ben')])],
    ['a Date', (doc) => doc.getArray('registers').push([entry('subject', new Date(0), 'ben')])],
    ['bytes', (doc) => doc.getArray('registers').push([entry('subject', new Uint8Array(3), 'ben')])],
    ['a nested type', (doc) => doc.getArray<unknown>('registers').push([new Y.Map()])],
  ])('ROOM-2: %s ends nobody else, and shows nowhere', async (_what, change) => {
    const { ana, ben, settle, entity, stored, relay } = await twoAtTheBench();
    ben.sendPayload(t1, writeUpdate(updateOf(99, change, ben.opened(t1).doc)));
    await settle();
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    const doc = await stored(t1);
    expect(JSON.stringify(doc.getArray('registers').toJSON())).toBe(
      JSON.stringify(ana.opened(t1).doc.getArray('registers').toJSON()),
    );
    expect(entity(ana, t1, 'ana').get('subject')).toBe('Cracked screen');
    expect(ana.opened(t1).doc.getArray('log:messages').length).toBe(0);
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3 });
    const { rows } = await relay.rows('demo' as never, 'ticket' as never, { limit: 10 });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.fields['status']).toBe('open');
  });

  test('ROOM-2: half a surrogate pair, which no honest encoder writes, ends its sender', async () => {
    const { ana, ben, settle, entity } = await twoAtTheBench();
    const update = updateOf(
      99,
      (doc) => doc.getArray('registers').push([entry('subject', 'a\ufffdb', 'ben')]),
      ben.opened(t1).doc,
    ).slice();
    const at = Buffer.from(update).indexOf('\ufffd');
    update.set([0xed, 0xa0, 0x80], at);
    ben.sendPayload(t1, writeUpdate(update));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.malformed);
    expect(entity(ana, t1, 'ana').get('subject')).toBe('Cracked screen');
  });
});

describe('ROOM-3: a client id belongs to the first user who wrote with it', () => {
  test('ROOM-3: it stays theirs when the room was gone meanwhile', async () => {
    const { ana, ben, settle, connect, time, relay } = await twoAtTheBench();
    const { clientID } = ana.opened(t1).doc;
    const base = ana.opened(t1).doc;
    const forged = updateOf(
      clientID,
      (doc) => doc.getArray('registers').push([entry('status', 'open', 'eve')]),
      base,
    );
    ana.socket.cut();
    ben.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    expect(relay.stats().rooms).toBe(0);
    const eve = connect('eve');
    await settle();
    eve.open(t1);
    await settle();
    eve.sendPayload(t1, writeUpdate(forged));
    await settle();
    expect(eve.opened(t1).closed?.code).toBe(closeCodes.forbidden);
  });
});

describe("ROOM-4: nobody writes in another user's name", () => {
  // Fault 36: a GC struct under the victim's client id, far ahead, made a relay ignore all that the victim wrote later.
  test('ROOM-4: the 15-byte update ends its sender; the victim is unharmed', async () => {
    const { ana, ben, settle, entity, logged } = await twoAtTheBench();
    const { clientID } = ana.opened(t1).doc;
    const clock = Y.getState(ana.opened(t1).doc.store, clientID);
    const encoder: number[] = [1, 1];
    const varUint = (value: number): void => {
      for (; value > 127; value = Math.floor(value / 128)) encoder.push((value % 128) + 128);
      encoder.push(value);
    };
    varUint(clientID);
    varUint(clock);
    encoder.push(0);
    varUint(1_000_000_000);
    encoder.push(0);
    expect(encoder.length).toBeLessThan(16);
    ben.sendPayload(t1, writeUpdate(new Uint8Array(encoder)));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.forbidden);
    expect(logged).toContainEqual({ level: 'warn', event: 'channel-closed' });
    expect(ben.socket.closed).toBeUndefined();
    entity(ana, t1, 'ana').set('status', 'resolved');
    await settle();
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3 });
    ben.open(t1);
    await settle();
    expect(entity(ben, t1, 'ben').get('status')).toBe('resolved');
  });

  test('ROOM-4: in sync step 2 the foreign part is left out and the own part is taken', async () => {
    const { ana, ben, settle, entity } = await twoAtTheBench();
    const forged = updateOf(
      ana.opened(t1).doc.clientID,
      (doc) => doc.getArray('registers').push([entry('status', 'closed', 'ana')]),
      ana.opened(t1).doc,
    );
    const { doc } = ben.opened(t1);
    const own = updateOf(doc.clientID, (copy) => copy.getText('text:notes').insert(0, 'by ben'), doc);
    ben.sendPayload(t1, writeStep2(Y.mergeUpdates([forged, own])));
    await settle();
    expect(ben.opened(t1).closed).toBeUndefined();
    expect(ben.opened(t1).acked).toBe(ben.opened(t1).sent);
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toBe('by ben');
    expect(entity(ana, t1, 'ana').get('status')).toBeNull();
  });

  test('ROOM-4: an id that nobody wrote with yet is not taken from who vouches for it', async () => {
    const { ben, settle, connect, entity } = await twoAtTheBench();
    const eva = connect('eva');
    await settle();
    const { doc } = eva.open(t1);
    await settle();
    const base = ben.opened(t1).doc;
    const forged = updateOf(doc.clientID, (copy) => copy.getText('text:notes').insert(0, 'x'), base);
    ben.sendPayload(t1, writeUpdate(forged));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.forbidden);
    entity(eva, t1, 'eva').set('status', 'open');
    await settle();
    expect(eva.opened(t1)).toMatchObject({ sent: 2, acked: 2, closed: undefined });
  });

  test('ROOM-4: edits of an earlier session come in through a new connection', async () => {
    const { ana, settle, entity, connect } = await twoAtTheBench();
    const offline = new Y.Doc();
    Y.applyUpdate(offline, Y.encodeStateAsUpdate(ana.opened(t1).doc));
    offline.getText('text:notes').insert(0, 'written on the train');
    const later = new Y.Doc();
    Y.applyUpdate(later, Y.encodeStateAsUpdate(offline));
    const ben = connect('ben:technician');
    await settle();
    ben.open(t1, later, [later.clientID, offline.clientID]);
    await settle();
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toBe('written on the train');
    expect(ben.opened(t1)).toMatchObject({ sent: 1, acked: 1 });
  });
});

describe('ROOM-4: what a replica takes for its own is never acknowledged and left out', () => {
  test('ROOM-4: an opening that names an id of another user is closed, and nothing is acknowledged', async () => {
    const { ana, ben, settle, connect, stored } = await twoAtTheBench();
    const stolen = 777_001;
    const eva = connect('eva');
    await settle();
    const evas = new Y.Doc();
    evas.clientID = stolen;
    ben.sendPayload(
      t1,
      writeUpdate(updateOf(stolen, (doc) => doc.getText('text:notes').insert(0, 'ben'), ben.opened(t1).doc)),
    );
    await settle();
    evas.getText('text:notes').insert(0, 'EVA');
    const opened = eva.open(t1, evas);
    await settle();
    expect(opened.closed).toEqual({ code: closeCodes.forbidden, reason: 'forbidden' });
    expect(opened.acked).toBe(0);
    expect(eva.told('opened')).toEqual([]);
    expect(eva.socket.closed).toBeUndefined();
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('ben');
    // Under another id, everything is taken.
    const again = eva.open(t1);
    await settle();
    again.doc.getText('text:notes').insert(0, 'EVA ');
    await settle();
    expect(again.acked).toBe(again.sent);
    expect(ana.opened(t1).doc.getText('text:notes').toJSON()).toBe('EVA ben');
  });

  test('ROOM-4: an id that two vouch for is the first one’s; the other hears so', async () => {
    const { ben, settle, connect, stored } = await twoAtTheBench();
    const shared = 777_002;
    const [eva, dan] = [connect('eva'), connect('dan')];
    await settle();
    eva.open(t1, undefined, [shared]);
    await settle();
    const { doc } = dan.open(t1, undefined, [shared]);
    await settle();
    const acked = dan.opened(t1).acked;
    dan.sendPayload(
      t1,
      writeStep2(updateOf(shared, (copy) => copy.getText('text:notes').insert(0, 'x'), doc)),
    );
    await settle();
    expect(dan.opened(t1).closed?.code).toBe(closeCodes.forbidden);
    expect(dan.opened(t1).acked).toBe(acked);
    expect(ben.opened(t1).closed).toBeUndefined();
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('');
  });
});

describe('ROOM-5: a gap is asked for, never kept without bound', () => {
  test('ROOM-5: what was typed before the first sync is acknowledged with it', async () => {
    const { connect, settle, entity } = await scene();
    const ana = connect('ana');
    await settle();
    const doc = new Y.Doc();
    doc.getText('text:notes').insert(0, 'offline ');
    const opened = ana.open(t1, doc);
    opened.answers = false;
    await settle();
    doc.getText('text:notes').insert(8, 'and online');
    await settle();
    expect(opened).toMatchObject({ sent: 1, acked: 0 });
    ana.sendPayload(t1, writeStep2(Y.encodeStateAsUpdate(doc)));
    await settle();
    expect(opened).toMatchObject({ sent: 2, acked: 2 });
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toBe('offline and online');
  });

  test('ROOM-5: an honest client that lost an update is asked and fills the gap', async () => {
    const { ana, ben, settle, entity } = await twoAtTheBench();
    const { doc } = ben.opened(t1);
    ben.opened(t1).stop();
    doc.getText('text:notes').insert(0, 'lost ');
    const before = Y.encodeStateVector(doc);
    doc.getText('text:notes').insert(5, 'and found');
    ben.sendPayload(t1, writeUpdate(Y.encodeStateAsUpdate(doc, before)));
    await settle();
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toBe('lost and found');
    expect(ben.opened(t1)).toMatchObject({ sent: 3, acked: 3 });
  });

  test('ROOM-5: who never fills it is closed, and the document holds nothing of it', async () => {
    const { ana, ben, settle, stored } = await twoAtTheBench();
    const { doc } = ben.opened(t1);
    ben.opened(t1).stop();
    doc.getText('text:notes').insert(0, 'never sent');
    const before = Y.encodeStateVector(doc);
    doc.getText('text:notes').insert(0, 'x');
    const gap = Y.encodeStateAsUpdate(doc, before);
    ben.opened(t1).answers = false;
    ben.sendPayload(t1, writeUpdate(gap));
    for (let i = 0; i < 5 && !ben.opened(t1).closed; i++) {
      ben.sendPayload(t1, writeStep2(gap));
      await settle();
    }
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.overloaded);
    expect(ben.opened(t1).acked).toBe(1);
    const { store } = await stored(t1);
    expect(store.pendingStructs).toBeNull();
    expect(ana.opened(t1).doc.getText('text:notes').toJSON()).toBe('');
  });

  test('ROOM-5: an update that builds on what is not there waits, and counts when that comes', async () => {
    const { ana, ben, settle, entity, logged } = await twoAtTheBench();
    // Ana's letter reaches Ben in another way than through the relay.
    ana.opened(t1).stop();
    const anaDoc = ana.opened(t1).doc;
    const before = Y.encodeStateVector(anaDoc);
    anaDoc.getText('text:notes').insert(0, 'A');
    const letter = Y.encodeStateAsUpdate(anaDoc, before);
    Y.applyUpdate(ben.opened(t1).doc, letter, ben);
    ben.opened(t1).doc.getText('text:notes').insert(1, 'B');
    await settle();
    expect(ben.opened(t1).acked).toBeLessThan(ben.opened(t1).sent);
    expect(ben.opened(t1).closed).toBeUndefined();
    ana.sendPayload(t1, writeUpdate(letter));
    await settle();
    expect(ben.opened(t1).acked).toBe(ben.opened(t1).sent);
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toBe('AB');
    expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('ROOM-5: a flood of updates that build on nothing is bounded', async () => {
    const { ben, settle, stored } = await twoAtTheBench();
    const doc = new Y.Doc();
    doc.getText('text:notes').insert(0, 'start');
    ben.opened(t1).answers = false;
    for (let i = 0; i < 6_000 && !ben.opened(t1).closed; i++) {
      const before = Y.encodeStateVector(doc);
      doc.getText('text:notes').insert(0, 'x');
      ben.sendPayload(t1, writeUpdate(Y.encodeStateAsUpdate(doc, before)));
      if (i % 100 === 0) ben.receive();
    }
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.overloaded);
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('');
  });
});

describe('ROOM-13: what cannot be read ends its sender only', () => {
  const bytes: [string, (valid: Uint8Array) => Uint8Array][] = [
    ['truncated', (valid) => valid.subarray(0, valid.length - 1)],
    ['with bytes left over', (valid) => new Uint8Array([...valid, 0])],
    ['empty', () => new Uint8Array()],
    ['a count that would allocate gigabytes', () => new Uint8Array([1, 255, 255, 255, 255, 15, 1, 0])],
    ['V2', () => Y.encodeStateAsUpdateV2(new Y.Doc())],
  ];
  test.each(bytes)('ROOM-13: an update that is %s', async (_what, spoil) => {
    const { ana, ben, settle, entity, stored } = await twoAtTheBench();
    const before = Y.encodeStateAsUpdate(await stored(t1));
    const valid = updateOf(7, (doc) => doc.getText('text:notes').insert(0, 'x'));
    ben.sendPayload(t1, writeUpdate(spoil(valid)));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.malformed);
    expect(Y.encodeStateAsUpdate(await stored(t1))).toEqual(before);
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3 });
  });

  // Fault 35: every bit of an update, one at a time.
  test('ROOM-13: a flipped bit is refused or is an edit of its sender, and never ends anybody else', async () => {
    const { ana, settle, entity, stored, connect, logged } = await twoAtTheBench();
    const base = ana.opened(t1).doc;
    for (let bit = 0; ; bit++) {
      const eva = connect('eva');
      await settle();
      const { doc } = eva.open(t1);
      await settle();
      const update = updateOf(
        doc.clientID,
        (copy) => copy.getText('text:notes').insert(0, 'hello'),
        base,
      ).slice();
      if (bit >= update.length * 8) break;
      update[bit >> 3] = (update[bit >> 3] as number) ^ (1 << (bit & 7));
      eva.sendPayload(t1, writeUpdate(update));
      await settle();
      eva.socket.cut();
    }
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3, closed: undefined });
    const doc = await stored(t1);
    expect(doc.store.pendingStructs).toBeNull();
    expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(ana.opened(t1).doc));
    expect(logged).not.toContainEqual({ level: 'error', event: 'socket-failed' });
  });

  test('ROOM-13: a y-websocket message that is none', async () => {
    const { ana, ben, settle, entity } = await twoAtTheBench();
    ben.sendPayload(t1, new Uint8Array([0, 9, 1, 2]));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.malformed);
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    expect(ana.opened(t1).acked).toBe(3);
  });
});

describe('ROOM-14: nothing crosses from one shop to another', () => {
  // Fault 47.
  test('ROOM-14: the same name in another shop is another record, and no byte of it is told', async () => {
    const { ana, connect, settle, entity, stored } = await twoAtTheBench();
    const canary = 'canary-7b1f';
    entity(ana, t1, 'ana').set('subject', canary);
    await settle();
    const spy = connect('spy:owner:other', { epoch: '', cursor: 0, kinds: [] });
    await settle();
    spy.open(t1);
    await settle();
    entity(ana, t1, 'ana').set('subject', `${canary} again`);
    spy.opened(t1).doc.getText('text:notes').insert(0, 'from the other shop');
    spy.send({ type: 'catch-up', cursor: 0, kinds: [] });
    await settle();
    const told = Buffer.concat(spy.frames).toString('latin1');
    expect(told).not.toContain(canary);
    expect(told).not.toContain('Cracked');
    expect(told).not.toContain('ANA');
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toBe('');
    expect((await stored(t1, 'other' as never)).getArray('registers').length).toBe(0);
  });

  test('ROOM-14: a token of a shop that does not exist learns nothing but that', async () => {
    const { connect, settle } = await scene();
    const spy = connect('spy:owner:nowhere');
    await settle();
    expect(spy.socket.closed).toEqual({ code: closeCodes.notFound, reason: 'notFound' });
    expect(spy.frames).toEqual([]);
  });
});
