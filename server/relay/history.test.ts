/** The history that the relay writes: exactly what is in the log, whatever the door, and whatever becomes of the log. */
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { systemAuthors, type Author } from '../../shared/lib/ids.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { historyPage } from './record-history.ts';
import { entry, t1, twoAtTheBench, updateOf } from './testing/at-the-bench.ts';
import { FakeSocket } from './testing/fake-socket.ts';
import { GatedStore } from './testing/gated-store.ts';
import { documentName, identityOf, sceneWith } from './testing/scene.ts';
import { must } from '../../shared/lib/assert.ts';

const name = documentName(t1);

const historyOf = async (store: MemoryStore) =>
  must(await historyPage(store, name, { limit: 1_000 }), 'a record').entries;

describe('the history that the relay writes', () => {
  test('HIST-1: each door by its name, with the author and the time of the relay', async () => {
    const { ana, relay, store, time, settle, entity } = await twoAtTheBench();
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    await relay.write(name, 'ana' as Author, (each) => each.set('priority', 'high'), { role: 'manager' });
    await relay.write(name, 'ana' as Author, (each) => each.set('priority', 'low'), {
      through: 'demo',
      role: 'manager',
    });
    for (const author of Object.values(systemAuthors)) {
      await relay.write(name, author, (each) => each.set('priority', 'urgent'));
      await relay.write(name, author, (each) => each.set('priority', 'normal'));
    }
    const socket = new FakeSocket();
    relay.acceptPlain(socket.asWebSocket, name, must(identityOf('ben:technician', time), 'a token'));
    await settle();
    const update = updateOf(77, (doc) => doc.getArray('registers').push([entry('type', 'lead', 'ben')]));
    socket.say(writeUpdate(update));
    await settle();
    const entries = await historyOf(store);
    const doors = new Set(entries.map(({ through, author }) => `${through} ${author}`));
    expect([...doors].sort()).toEqual([
      'app ana',
      'bridge @bridge',
      'demo ana',
      'import @import',
      'plain ben',
      'relay @relay',
      'rest ana',
    ]);
    expect(new Set(entries.map(({ at }) => at))).toEqual(new Set([time.now()]));
  });

  test('HIST-1: what nobody stored is in no history, and what is stored is, once', async () => {
    const store = new GatedStore();
    const { connect, settle, entity } = await sceneWith({ store });
    const ana = connect('ana');
    await settle();
    const { doc } = ana.open(t1);
    await settle();
    entity(ana, t1, 'ana').set('subject', 'one');
    await settle();
    store.failing.add('append');
    entity(ana, t1, 'ana').set('subject', 'two');
    await settle();
    expect((await historyOf(store)).map(({ changes }) => changes)).toMatchObject([
      [{ type: 'created' }, { field: 'subject', to: 'one' }],
    ]);
    store.failing.clear();
    // Offered again to the next room, as a step 2.
    ana.open(t1, doc);
    await settle();
    expect((await historyOf(store)).map(({ changes }) => changes)).toMatchObject([
      [{ field: 'subject', from: 'one', to: 'two' }],
      [{ type: 'created' }, { field: 'subject', to: 'one' }],
    ]);
  });

  test('HIST-4: 500 letters stay one entry when the log is folded; a fold in the middle makes two that follow each other', async () => {
    const store = new MemoryStore();
    const limits = { compactTail: 300, compactQuiet: 1, unloadAfter: 1_000, heartbeat: 86_400_000 };
    const { connect, settle, entity, time, relay } = await sceneWith({ store, limits });
    const ben = connect('ben:technician');
    await settle();
    const { doc } = ben.open(t1);
    await settle();
    for (let letter = 0; letter < 500; letter++) {
      entity(ben, t1, 'ben')
        .text('notes')
        .insert(letter, 'abcdefg '.charAt(letter % 8));
      await time.advance(200);
    }
    await settle();
    const before = await historyOf(store);
    expect(before.length).toBeLessThan(4);
    ben.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    expect(relay.stats().rooms).toBe(0);
    const stored = must(await store.history({ name, limit: 1_000 }), 'a record');
    expect(stored.document.updates).toHaveLength(1);
    const after = await historyOf(store);
    expect(stored.entries).toHaveLength(after.length);
    const texts = after.filter(({ part }) => part > 0);
    expect(texts.length).toBeLessThan(4);
    expect(texts.every(({ author }) => author === 'ben')).toBe(true);
    expect(doc.getText('text:notes').toJSON()).toHaveLength(500);
  });

  test('HIST-9: edits that come in through another device of the same user are theirs; what a colleague passes on is not the colleague’s', async () => {
    const { ana, store, settle, connect, entity } = await twoAtTheBench();
    // Ben edits without a network, on one device, and comes back with another that heard of it.
    const bens = new Y.Doc();
    Y.applyUpdate(bens, Y.encodeStateAsUpdate(ana.opened(t1).doc));
    bens.getArray('registers').push([entry('type', 'enquiry', 'ben')]);
    const eva = connect('eva');
    await settle();
    const heard = new Y.Doc();
    Y.applyUpdate(heard, Y.encodeStateAsUpdate(bens));
    eva.open(t1, heard);
    await settle();
    expect(entity(ana, t1, 'ana').get('type')).toBeNull();
    const again = connect('ben:technician');
    await settle();
    again.open(t1, bens, [bens.clientID]);
    await settle();
    expect(entity(ana, t1, 'ana').get('type')).toBe('enquiry');
    const [newest] = await historyOf(store);
    expect(newest).toMatchObject({ author: 'ben', changes: [{ field: 'type', to: 'enquiry' }] });
  });

  test('HIST-9: lost rows that somebody brings back make no history of theirs', async () => {
    const store = new MemoryStore();
    const { connect, settle, entity, time } = await sceneWith({ store, limits: { compactQuiet: 1_000 } });
    const [ana, ben] = [connect('ana'), connect('ben')];
    await settle();
    const anas = ana.open(t1).doc;
    ben.open(t1);
    await settle();
    entity(ana, t1, 'ana').set('subject', 'one');
    await settle();
    entity(ben, t1, 'ben').text('notes').insert(0, 'words of Ben');
    entity(ben, t1, 'ben').set('status', 'open');
    await settle();
    const head = must(await store.load(name), 'a record').head;
    for (const peer of [ana, ben]) peer.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    store.lose(name, head);
    store.lose(name, head - 2);
    const back = connect('ana');
    await settle();
    back.open(t1, anas);
    await settle();
    expect(entity(back, t1, 'ana').text('notes').toJSON()).toBe('words of Ben');
    const entries = await historyOf(store);
    expect(entries.filter(({ author }) => author === 'ana').map(({ changes }) => changes)).toMatchObject([
      [{ type: 'created' }, { field: 'subject', to: 'one' }],
    ]);
    expect(entries.find(({ author }) => author === 'ben')?.changes).toMatchObject([{ field: 'status' }]);
  });
});
