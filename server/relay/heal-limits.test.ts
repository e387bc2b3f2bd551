/** When a damaged record is whole again, and what it takes to know that. */
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { LogEntry } from '../store/store.ts';
import { acceptLoss } from './accept-loss.ts';
import { documentName, sceneWith } from './testing/scene.ts';
import { expectHealthy, name, t1, writtenByTwo } from './testing/written-by-two.ts';

const damaged = { level: 'error', event: 'document-damaged' };
const healed = { level: 'info', event: 'document-healed' };

/** One of the time before it was noted how far edits go. */
class ForgetfulStore extends MemoryStore {
  forgets = true;

  override append(entries: readonly LogEntry[]) {
    return super.append(this.forgets ? entries.map((entry) => ({ ...entry, reached: [] })) : entries);
  }
}

const reachesIn = async (store: MemoryStore): Promise<readonly (number | null)[]> =>
  must(await store.load(name), 'a record').claims.map(({ reach }) => reach);

describe('ROOM-9: records of the time before it was noted how far edits go', () => {
  test('ROOM-9: who has a part of what was lost ends no wait for the rest, and the mark is an operator’s to take', async () => {
    const store = new ForgetfulStore();
    const written = await writtenByTwo({ snapshot: false, store });
    const { connect, settle, anas, time, relay, stored, logged } = written;
    store.forgets = false;
    const early = new Y.Doc();
    const { updates } = must(await store.load(name), 'a record');
    for (const update of updates.slice(0, 4)) Y.applyUpdate(early, update);
    for (const seq of [2, 4, 6, 8, 10, 12]) store.lose(name, seq);
    for (const [user, doc, text] of [
      ['cy', early, 'two one '],
      ['dee', anas, 'three two one '],
    ] as const) {
      const peer = connect(user);
      await settle();
      peer.open(t1, doc, []);
      await settle();
      expect((await stored(t1)).getText('text:notes').toJSON()).toBe(text);
      expect(await reachesIn(store)).toEqual([null, null]);
      peer.socket.cut();
      await settle();
      await time.advance(60_000);
      await settle();
      expect(relay.stats().rooms).toBe(0);
    }
    expect(logged).toEqual([damaged, damaged]);
    expect(await acceptLoss(store, name)).toMatchObject({ done: 'accepted' });
    await expectHealthy(store);
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('three two one ');
    const clocks = Y.decodeStateVector(Y.encodeStateVector(anas));
    expect(new Set(await reachesIn(store))).toEqual(new Set(clocks.values()));
  });

  test('STORE-26: it is noted when such a record is folded while it is whole', async () => {
    const store = new ForgetfulStore();
    const { anas } = await writtenByTwo({ snapshot: true, store });
    const clocks = Y.decodeStateVector(Y.encodeStateVector(anas));
    expect(new Set(await reachesIn(store))).toEqual(new Set(clocks.values()));
  });
});

test('DOC-4: a record of which a loss was accepted is made whole again when something else is lost', async () => {
  const { store, connect, settle, entity, time, logged } = await writtenByTwo({ snapshot: false });
  store.lose(name, 12);
  expect(await acceptLoss(store, name)).toMatchObject({ done: 'accepted' });
  const dee = connect('dee');
  await settle();
  const dees = dee.open(t1).doc;
  await settle();
  for (const subject of ['four', 'five']) {
    entity(dee, t1, 'dee').set('subject', subject);
    await settle();
  }
  dee.opened(t1).stop();
  dee.socket.cut();
  await settle();
  await time.advance(60_000);
  await settle();
  const { marks } = must(await store.load(name), 'a record');
  store.lose(name, must(marks.at(-1), 'an entry').seq);
  const back = connect('dee');
  await settle();
  back.open(t1, dees);
  await settle();
  expect(logged).toEqual([damaged, healed]);
  await expectHealthy(store);
});

test('ROOM-9: somebody’s own new edit is not taken for what was lost', async () => {
  const store = new MemoryStore();
  const { connect, settle, entity, time, stored, logged } = await sceneWith({ store });
  const [ana, ben] = [connect('ana'), connect('ben')];
  await settle();
  const anas = ana.open(t1).doc;
  const bens = ben.open(t1).doc;
  await settle();
  entity(ana, t1, 'ana').text('notes').insert(0, 'secret words');
  await settle();
  ana.opened(t1).stop();
  ana.socket.cut();
  await settle();
  entity(ben, t1, 'ben').text('notes').delete(0, 7);
  await settle();
  ben.opened(t1).stop();
  ben.socket.cut();
  await settle();
  const { marks } = must(await store.load(name), 'a record');
  await time.advance(60_000);
  await settle();
  // It deletes alone; no number tells that it is missing.
  store.lose(name, must(marks.at(-1), 'an entry').seq);
  anas.getText('text:notes').insert(12, '!');
  for (const [user, doc, text, events] of [
    ['ana', anas, 'secret words!', [damaged]],
    ['ben', bens, 'words!', [damaged, healed]],
  ] as const) {
    const peer = connect(user);
    await settle();
    peer.open(t1, doc);
    await settle();
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe(text);
    expect(logged).toEqual(events);
  }
  await expectHealthy(store);
});

describe('ROOM-9: entries name who wrote them', () => {
  const d1 = 'device/d1';

  test.each([
    ['a price', 'price', 1, 'ana'],
    ['what they may write themselves', 'grade', 'B', 'ben'],
  ])(
    'ROOM-9: under one’s own id nobody hands in %s in a colleague’s name',
    async (_what, field, value, as) => {
      const store = new MemoryStore();
      const { connect, settle, entity, time, stored } = await sceneWith({ store });
      const ana = connect('ana:owner');
      const tec = connect('tec:technician');
      await settle();
      ana.open(d1);
      const tecs = tec.open(d1).doc;
      await settle();
      entity(ana, d1, 'ana').set('price', 5000);
      await settle();
      entity(tec, d1, 'tec').set('grade', 'A');
      await settle();
      const { updates, marks } = must(await store.load(documentName(d1)), 'a record');
      for (const { socket } of [ana, tec]) socket.cut();
      tec.opened(d1).stop();
      await settle();
      await time.advance(60_000);
      await settle();
      store.lose(documentName(d1), must(marks.at(-1), 'an entry').seq);
      const fork = new Y.Doc();
      for (const update of updates.slice(0, -1)) Y.applyUpdate(fork, update);
      fork.clientID = tecs.clientID;
      // In the place of the lost grade, and as long.
      fork.transact(() => {
        const registers = fork.getArray('registers');
        if (field === 'price') registers.delete(0, 1);
        registers.push([[field, value, 3e15, as]]);
      });
      const back = connect('tec:technician');
      await settle();
      back.open(d1, fork, [tecs.clientID]);
      await settle();
      expect((await stored(d1)).getArray('registers').toJSON()).toMatchObject([['price', 5000, {}, 'ana']]);
      expect(back.told('refused')).toMatchObject([{ edits: [{ field, rule: 'author' }] }]);
    },
  );
});
