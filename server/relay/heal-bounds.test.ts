import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { openEntity } from '../../shared/document/open-entity.ts';
import { must } from '../../shared/lib/assert.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { expectHealthy, name, t1, writtenByTwo } from './testing/written-by-two.ts';

/** What a replica holds, with what somebody adds to it under its owner's client id. */
function forged(from: Y.Doc, forge: (doc: Y.Doc) => void): Y.Doc {
  const fork = new Y.Doc();
  Y.applyUpdate(fork, Y.encodeStateAsUpdate(from));
  fork.clientID = from.clientID;
  forge(fork);
  return fork;
}

describe('ROOM-9: nobody brings more under a colleague’s client id than that one wrote', () => {
  const healed = { level: 'info', event: 'document-healed' };

  test.each([
    ['the last entry', [12]],
    ['several', [2, 8, 12]],
  ])(
    'ROOM-9: what goes on where theirs ended stays out, and what was lost comes back: %s',
    async (_what, seqs) => {
      const {
        store,
        connect,
        settle,
        entity,
        bens,
        stored: read,
        logged,
      } = await writtenByTwo({ snapshot: false });
      // The relay has "three " in an entry of its own; here it is in one piece with what is forged behind it.
      const fork = forged(bens, (doc) => {
        doc.getText('text:notes').insert(6, 'forged ');
        doc.getArray('registers').push([['priority', 'urgent', 2e12, 'ben']]);
      });
      for (const seq of seqs) store.lose(name, seq);
      const eve = connect('eve');
      await settle();
      const opened = eve.open(t1, fork, [12345]);
      await settle();
      expect(opened.closed).toBeUndefined();
      expect((await read(t1)).getText('text:notes').toJSON()).toBe('three two one ');
      expect(logged).toContainEqual(healed);
      await expectHealthy(store);
      const visitor = connect('dee');
      await settle();
      visitor.open(t1);
      await settle();
      expect(entity(visitor, t1, 'dee').get('priority')).toBeNull();
      expect(entity(visitor, t1, 'dee').get('subject')).toBe('three');
      expect(Y.encodeStateVector(visitor.opened(t1).doc)).toEqual(Y.encodeStateVector(bens));
      // Ben writes on under his id, as if nothing had been.
      const ben = connect('ben');
      await settle();
      ben.open(t1, bens);
      await settle();
      entity(ben, t1, 'ben').text('notes').insert(0, 'four ');
      await settle();
      expect(entity(visitor, t1, 'dee').text('notes').toJSON()).toBe('four three two one ');
    },
  );

  test('ROOM-9: a live update beyond it is as hostile as ever', async () => {
    const { store, connect, settle, anas, stored: read } = await writtenByTwo({ snapshot: false });
    store.lose(name, 4);
    const eve = connect('eve');
    await settle();
    const opened = eve.open(t1);
    await settle();
    const fork = forged(anas, (doc) => doc.getText('text:notes').insert(0, 'forged '));
    eve.sendPayload(t1, writeUpdate(Y.encodeStateAsUpdate(fork, Y.encodeStateVector(anas))));
    await settle();
    expect(opened.closed?.code).toBe(closeCodes.forbidden);
    expect((await read(t1)).getText('text:notes').toJSON()).not.toContain('forged');
  });

  test('ROOM-9: what is to be deleted that nobody wrote yet is not remembered, and no field is emptied', async () => {
    const { store, connect, settle, entity, anas } = await writtenByTwo({ snapshot: false });
    store.lose(name, 4);
    const fork = forged(anas, (doc) => {
      doc.transact(() => doc.getArray('registers').delete(0, doc.getArray('registers').length));
      doc.getText('text:notes').insert(0, 'forged ');
      doc.getText('text:notes').delete(0, 7);
    });
    const eve = connect('eve');
    await settle();
    eve.open(t1, fork, [12345]);
    await settle();
    const back = connect('ana');
    await settle();
    back.open(t1, anas);
    await settle();
    entity(back, t1, 'ana').text('notes').insert(0, 'hers ');
    await settle();
    const visitor = connect('dee');
    await settle();
    visitor.open(t1);
    await settle();
    expect(entity(visitor, t1, 'dee').text('notes').toJSON()).toBe('hers three two one ');
    expect(entity(visitor, t1, 'dee').get('subject')).toBe('three');
  });

  test('ROOM-9: what waits for something that was never stored does not stay to come in with that', async () => {
    const { store, connect, settle, entity, bens, stored: read } = await writtenByTwo({ snapshot: false });
    const { updates } = must(await store.load(name), 'a record');
    store.lose(name, 12);
    const fork = new Y.Doc();
    for (const update of updates.slice(0, 5)) Y.applyUpdate(fork, update);
    const own = fork.clientID;
    fork.getText('text:notes').insert(0, 'eves ');
    // In the place of Ben's last letters, behind one of Eve's own that the relay has not got.
    fork.clientID = bens.clientID;
    fork.getText('text:notes').insert(1, 'forged');
    const eve = connect('eve');
    await settle();
    eve.open(t1, new Y.Doc(), []).answers = false;
    await settle();
    eve.sendPayload(t1, writeStep2(Y.encodeStateAsUpdate(fork)));
    await settle();
    fork.clientID = own;
    const letters = new Y.Doc();
    letters.clientID = own;
    letters.getText('text:notes').insert(0, 'eves ');
    eve.sendPayload(t1, writeUpdate(Y.encodeStateAsUpdate(letters)));
    await settle();
    const visitor = connect('dee');
    await settle();
    visitor.open(t1);
    await settle();
    const shown = entity(visitor, t1, 'dee').text('notes').toJSON();
    expect(shown).toContain('eves ');
    expect(shown).not.toContain('forged');
    expect((await read(t1)).getText('text:notes').toJSON()).toBe(shown);
  });

  test('ROOM-9: who has a part of what was lost does not end the wait for the rest', async () => {
    const { store, connect, settle, entity, anas, logged } = await writtenByTwo({ snapshot: false });
    // Ben left his desk after the first four edits.
    const early = new Y.Doc();
    const { updates } = must(await store.load(name), 'a record');
    for (const update of updates.slice(0, 4)) Y.applyUpdate(early, update);
    for (const seq of [4, 12]) store.lose(name, seq);
    const ben = connect('ben');
    await settle();
    ben.open(t1, early, []);
    await settle();
    expect(entity(ben, t1, 'ben').text('notes').toJSON()).toContain('one ');
    expect(logged).not.toContainEqual(healed);
    expect(must(await store.load(name), 'a record').damage).not.toEqual([]);
    const ana = connect('ana');
    await settle();
    ana.open(t1, anas);
    await settle();
    expect(logged).toContainEqual(healed);
    expect(entity(ben, t1, 'ben').text('notes').toJSON()).toBe('three two one ');
  });

  test('ROOM-9: what builds on a lost edit of who brings it back is stored with it', async () => {
    const {
      store,
      connect,
      settle,
      bens,
      time,
      relay,
      stored: read,
    } = await writtenByTwo({ snapshot: false });
    // Ana's last value and Ben's last letters, which were written after it.
    for (const seq of [8, 10, 12]) store.lose(name, seq);
    const ben = connect('ben');
    await settle();
    ben.open(t1, bens);
    await settle();
    ben.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    expect(relay.stats().rooms).toBe(0);
    await expectHealthy(store);
    expect((await read(t1)).getText('text:notes').toJSON()).toBe('three two one ');
    expect((await read(t1)).getArray('registers').toJSON()).toEqual(bens.getArray('registers').toJSON());
  });

  test('ROOM-9: old edits of somebody who may do less by now come back, new ones are judged', async () => {
    const { store, connect, settle, entity, bens, logged } = await writtenByTwo({ snapshot: false });
    store.lose(name, 12);
    const ben = connect('ben:technician');
    await settle();
    openEntity({
      doc: bens,
      kind: must(kindNamed('ticket'), 'a kind'),
      author: 'ben',
      clock: new StampClock({ now: () => 1, after: () => () => undefined }),
      random: () => 0.5,
    }).delete();
    ben.open(t1, bens);
    await settle();
    expect(logged).toContainEqual(healed);
    const visitor = connect('dee');
    await settle();
    visitor.open(t1);
    await settle();
    expect(entity(visitor, t1, 'dee').text('notes').toJSON()).toBe('three two one ');
    expect(entity(visitor, t1, 'dee').deleted).toBe(false);
    expect(ben.told('refused')).toHaveLength(1);
  });
});
