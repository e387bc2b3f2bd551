import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { t1, updateOf, entry, twoAtTheBench } from './testing/at-the-bench.ts';
import { scene } from './testing/scene.ts';

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

  test('ROOM-1: what is shown is on its way before the log has work with it', async () => {
    const { ana, ben, settle, entity, store } = await twoAtTheBench();
    const shown: number[] = [];
    const append = store.append.bind(store);
    store.append = (entries) => {
      shown.push(ben.socket.inbox.length);
      return append(entries);
    };
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    expect(shown).toEqual([1]);
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3 });
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
