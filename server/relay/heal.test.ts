import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { sceneWith } from './testing/scene.ts';
import { expectHealthy, name, t1, writtenByTwo } from './testing/written-by-two.ts';

// Faults 25 and 26: the store's own tests show that a flipped bit and a missing row become `damage`.
describe('ROOM-9: a record of which rows are lost is made whole by those who have them', () => {
  test.each([
    ['an entry in the middle', 4],
    ['the first entry', 2],
    ['the last entry', 12],
  ])('ROOM-9: %s', async (_what, seq) => {
    const { store, connect, settle, entity, anas, logged } = await writtenByTwo({ snapshot: false });
    store.lose(name, seq);
    const visitor = connect('eva');
    await settle();
    visitor.open(t1);
    await settle();
    expect(logged).toContainEqual({ level: 'error', event: 'document-damaged' });
    expect(visitor.opened(t1).closed).toBeUndefined();
    expect(must(await store.load(name), 'a record').damage).not.toEqual([]);

    // Ben's letters come back with Ana's replica, too.
    const ana = connect('ana');
    await settle();
    ana.open(t1, anas);
    await settle();
    expect(logged).toContainEqual({ level: 'info', event: 'document-healed' });
    await expectHealthy(store);
    expect(entity(visitor, t1, 'eva').get('subject')).toBe('three');
    expect(entity(visitor, t1, 'eva').text('notes').toJSON()).toBe('three two one ');
    expect(entity(visitor, t1, 'eva').entries('subject')).toHaveLength(1);
    expect(ana.opened(t1).acked).toBe(ana.opened(t1).sent);
    expect(Y.encodeStateVector(visitor.opened(t1).doc)).toEqual(Y.encodeStateVector(anas));

    entity(visitor, t1, 'eva').set('status', 'open');
    await settle();
    expect(entity(ana, t1, 'ana').get('status')).toBe('open');
  });

  test('ROOM-9: a lost snapshot', async () => {
    const { store, connect, settle, entity, bens } = await writtenByTwo({ snapshot: true });
    const { snapshot } = must(await store.load(name), 'a record');
    expect(snapshot).toBeGreaterThan(0);
    store.lose(name, snapshot);
    const ben = connect('ben');
    await settle();
    ben.open(t1, bens);
    await settle();
    await expectHealthy(store);
    const visitor = connect('eva');
    await settle();
    visitor.open(t1);
    await settle();
    expect(entity(visitor, t1, 'eva').get('subject')).toBe('three');
    expect(entity(visitor, t1, 'eva').text('notes').toJSON()).toBe('three two one ');
  });

  test('ROOM-9: a newcomer who has nothing ends no damage, and nothing is folded over it', async () => {
    const { store, connect, settle, entity, time, logged } = await writtenByTwo({ snapshot: false });
    store.lose(name, 4);
    const eva = connect('eva');
    await settle();
    eva.open(t1);
    await settle();
    entity(eva, t1, 'eva').set('status', 'open');
    await settle();
    expect(eva.opened(t1).acked).toBe(eva.opened(t1).sent);
    eva.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    expect(must(await store.load(name), 'a record').damage).not.toEqual([]);
    expect(logged).not.toContainEqual({ level: 'info', event: 'document-healed' });
  });

  test('ROOM-9: a healthy record takes nothing foreign from anybody', async () => {
    const { connect, settle, anas, stored: read } = await writtenByTwo({ snapshot: false });
    const fork = new Y.Doc();
    Y.applyUpdate(fork, Y.encodeStateAsUpdate(anas));
    fork.clientID = anas.clientID;
    fork.getText('text:notes').insert(0, 'forged ');
    const eve = connect('eve');
    await settle();
    const { doc, ...opened } = eve.open(t1, fork, [12345]);
    await settle();
    expect(doc.getText('text:notes').toJSON()).toContain('forged');
    expect((await read(t1)).getText('text:notes').toJSON()).toBe('three two one ');
    expect(opened.closed).toBeUndefined();
  });

  test('ROOM-9: what waited for the lost rows is not judged as that of who brings them', async () => {
    const store = new MemoryStore();
    const setting = await sceneWith({ store, limits: { compactQuiet: 1_000 } });
    const { relay, connect, settle, entity, time, logged } = setting;
    const [ana, ben] = [connect('ana'), connect('ben')];
    await settle();
    const anas = ana.open(t1).doc;
    const bens = ben.open(t1).doc;
    await settle();
    entity(ana, t1, 'ana').set('subject', 'first');
    await settle();
    entity(ben, t1, 'ben').set('status', 'open');
    await settle();
    // Ana's entry builds on Ben's, the one that is lost.
    entity(ana, t1, 'ana').set('priority', 'high');
    await settle();
    ana.socket.cut();
    ben.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    store.lose(name, 4);
    const eva = connect('eva');
    const back = connect('ben');
    await settle();
    eva.open(t1);
    await settle();
    expect(entity(eva, t1, 'eva').get('priority')).toBeNull();
    // What waits does so as well where the document is kept as its bytes meanwhile (rule ROOM-17).
    await time.advance(12_000);
    expect(relay.stats().resting).toBe(1);
    back.open(t1, bens);
    await settle();
    await expectHealthy(store);
    expect(logged).not.toContainEqual({ level: 'warn', event: 'edit-refused' });
    expect(back.told('refused')).toEqual([]);
    for (const [peer, user] of [
      [back, 'ben'],
      [eva, 'eva'],
    ] as const) {
      expect(entity(peer, t1, user).get('priority')).toBe('high');
      expect(entity(peer, t1, user).get('status')).toBe('open');
    }
    const again = connect('ana');
    await settle();
    again.open(t1, anas);
    await settle();
    expect(entity(again, t1, 'ana').get('priority')).toBe('high');
  });

  test('ROOM-9: in a damaged record, too, nobody else completes and answers for what a sender left waiting', async () => {
    const { store, connect, settle, entity, stored: read } = await writtenByTwo({ snapshot: false });
    store.lose(name, 12);
    const [ana, eva] = [connect('ana'), connect('eva')];
    await settle();
    ana.open(t1);
    eva.open(t1);
    await settle();
    // Eva writes behind a letter of Ana's that the relay does not have yet.
    const anaDoc = ana.opened(t1).doc;
    ana.opened(t1).stop();
    const before = Y.encodeStateVector(anaDoc);
    anaDoc.getText('text:notes').insert(0, 'A');
    const letter = Y.encodeStateAsUpdate(anaDoc, before);
    Y.applyUpdate(eva.opened(t1).doc, letter, eva);
    eva.opened(t1).doc.getText('text:notes').insert(1, 'E');
    await settle();
    expect(eva.opened(t1).acked).toBeLessThan(eva.opened(t1).sent);
    eva.socket.cut();
    await settle();
    ana.sendPayload(t1, writeUpdate(letter));
    await settle();
    expect((await read(t1)).getText('text:notes').toJSON()).toMatch(/^A(?!E)/);
    expect(entity(ana, t1, 'ana').text('notes').toJSON()).toMatch(/^A(?!E)/);
  });

  test('ROOM-9: a view-only user fills no holes', async () => {
    const { store, connect, settle, anas } = await writtenByTwo({ snapshot: false });
    store.lose(name, 4);
    const vic = connect('vic:view');
    await settle();
    vic.open(t1, anas, []);
    await settle();
    expect(must(await store.load(name), 'a record').damage).not.toEqual([]);
  });
});

// Fault 3, the relay's side.
describe('ROOM-1: a replica that lost a record gets it back', () => {
  test('ROOM-1: opening with nothing brings everything, and what it still had to send is kept', async () => {
    const { connect, settle, entity, bens } = await writtenByTwo({ snapshot: true });
    const unsent = new Y.Doc();
    unsent.getText('text:notes').insert(0, 'unsent ');
    const ben = connect('ben');
    await settle();
    ben.open(t1, unsent);
    await settle();
    expect(entity(ben, t1, 'ben').get('subject')).toBe('three');
    expect(ben.opened(t1).doc.getText('text:notes').toJSON()).toContain('unsent ');
    expect(ben.opened(t1).doc.getText('text:notes').length).toBe(bens.getText('text:notes').length + 7);
    expect(ben.opened(t1)).toMatchObject({ acked: 1, sent: 1 });
  });
});
