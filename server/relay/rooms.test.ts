import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { Author, KindName, ShopId } from '../../shared/lib/ids.ts';
import { systemAuthors } from '../../shared/lib/ids.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { Refused } from './refused.ts';
import { GatedStore } from './testing/gated-store.ts';
import { demo, documentName, scene, sceneWith } from './testing/scene.ts';

const t1 = 'ticket/t1';
const ticket = 'ticket' as KindName;

async function gated(limits = {}) {
  const store = new GatedStore();
  return { ...(await sceneWith({ store, limits })), store };
}

/** A record with a letter in its notes for each entry of its log. */
async function written(setting: Awaited<ReturnType<typeof gated>>, letters: number): Promise<void> {
  for (let i = 0; i < letters; i++) {
    await setting.relay.write(documentName(t1), systemAuthors.import, (entity) =>
      entity.text('notes').insert(i, 'x'),
    );
  }
}

// Fault 20.
describe('ROOM-7: a record is loaded once and whole, or not opened at all', () => {
  test('ROOM-7: a second one who opens it waits for the same load', async () => {
    const setting = await gated();
    const { store, connect, settle, time, relay } = setting;
    await written(setting, 3);
    await settle();
    await time.advance(60_000);
    await settle();
    expect(relay.stats().rooms).toBe(0);
    store.calls.load = 0;
    const release = store.hold('load');
    const [ana, ben] = [connect('ana'), connect('ben')];
    await settle();
    ana.open(t1);
    ben.open(t1);
    await settle();
    expect(ana.opened(t1)).toMatchObject({ channel: undefined, closed: undefined });
    release();
    await settle();
    expect(store.calls.load).toBe(1);
    expect(ana.opened(t1).channel).toBe(ben.opened(t1).channel);
    for (const peer of [ana, ben]) expect(peer.opened(t1).doc.getText('text:notes').toJSON()).toBe('xxx');
  });

  test('ROOM-7: a load that throws is told, and the next one may succeed', async () => {
    const setting = await gated();
    const { store, connect, settle, time } = setting;
    await written(setting, 1);
    await settle();
    await time.advance(60_000);
    await settle();
    store.failing.add('load');
    const ana = connect('ana');
    await settle();
    const opened = ana.open(t1);
    await settle();
    expect(opened).toMatchObject({ channel: undefined, closed: { code: closeCodes.storeUnavailable } });
    expect(ana.told('opened')).toEqual([]);
    store.failing.clear();
    const again = ana.open(t1);
    await settle();
    expect(again.doc.getText('text:notes').toJSON()).toBe('x');
  });

  test('ROOM-7: a load that takes too long is told', async () => {
    const { store, connect, settle, time } = await gated({ loadWithin: 1_000 });
    const release = store.hold('load');
    const ana = connect('ana');
    await settle();
    const opened = ana.open(t1);
    await settle();
    await time.advance(1_000);
    await settle();
    expect(opened.closed?.code).toBe(closeCodes.storeUnavailable);
    release();
  });
});

// Fault 21.
describe('ROOM-8: a room that nobody holds leaves memory, and no edit with it', () => {
  test('ROOM-8: it goes after a while and comes back as it was', async () => {
    const { relay, connect, settle, entity, time } = await gated();
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    entity(ana, t1, 'ana').set('subject', 'Loose hinge');
    await settle();
    ana.close(t1);
    await settle();
    expect(relay.stats().rooms).toBe(1);
    await time.advance(30_000);
    await settle();
    expect(relay.stats().rooms).toBe(0);
    ana.open(t1);
    await settle();
    expect(entity(ana, t1, 'ana').get('subject')).toBe('Loose hinge');
  });

  test('ROOM-8: who comes back while it is folded finds the same room', async () => {
    const setting = await gated({ compactQuiet: 1 });
    const { store, relay, connect, settle, time, stored } = setting;
    await written(setting, 4);
    await settle();
    const release = store.hold('compact');
    await time.advance(30_000);
    await settle();
    expect(store.calls.compact).toBe(1);
    const ana = connect('ana');
    await settle();
    const opened = ana.open(t1);
    await settle();
    opened.doc.getText('text:notes').insert(0, 'late ');
    await settle();
    release();
    await settle();
    expect(relay.stats().rooms).toBe(1);
    opened.doc.getText('text:notes').insert(0, 'later ');
    await settle();
    expect(opened.acked).toBe(opened.sent);
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('later late xxxx');
  });

  test('ROOM-8: an edit on its way keeps the room', async () => {
    const { store, relay, connect, settle, time, stored } = await gated();
    const ana = connect('ana');
    await settle();
    const { doc } = ana.open(t1);
    await settle();
    const release = store.hold('append');
    doc.getText('text:notes').insert(0, 'saved');
    ana.close(t1);
    await settle();
    await time.advance(120_000);
    await settle();
    expect(relay.stats().rooms).toBe(1);
    release();
    await settle();
    await time.advance(30_000);
    await settle();
    expect(relay.stats().rooms).toBe(0);
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('saved');
  });

  test('ROOM-8: ten thousand records later memory holds no more than the bound', async () => {
    const { relay, settle } = await scene({ maxIdleRooms: 50 });
    const open = (from: number): void => {
      for (let i = from; i < from + 500; i++) {
        relay
          .write(documentName(`ticket/n${i}`), systemAuthors.import, (entity) =>
            entity.set('subject', `${i}`),
          )
          .catch(() => expect.unreachable());
      }
    };
    for (let from = 0; from < 10_000; from += 500) {
      open(from);
      await settle();
      expect(relay.stats().rooms).toBeLessThanOrEqual(50);
    }
    const { rows } = await relay.rows(demo, ticket, { limit: 1_000 });
    expect(rows).toHaveLength(1_000);
  });
});

// Fault 27.
describe('ROOM-10: folding keeps everything', () => {
  test('ROOM-10: a long log is folded while it is written, and nothing of it is lost', async () => {
    const setting = await gated({ compactTail: 10 });
    const { store, connect, settle, stored } = setting;
    const ana = connect('ana');
    await settle();
    const { doc } = ana.open(t1);
    await settle();
    const release = store.hold('compact');
    for (let i = 0; i < 25; i++) {
      doc.getText('text:notes').insert(i, String(i % 10));
      await settle();
    }
    expect(store.calls.compact).toBe(1);
    release();
    await settle();
    const folded = must(await store.load(documentName(t1)), 'it was stored');
    expect(folded.snapshot).toBeGreaterThan(0);
    expect(folded.head).toBeGreaterThan(folded.snapshot);
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('0123456789012345678901234');
  });

  test('ROOM-10: two relays that fold the same record do not undo each other', async () => {
    const setting = await gated({ compactQuiet: 1 });
    const second = await sceneWith({ store: setting.store, limits: { compactQuiet: 1 }, seed: 2 });
    await written(setting, 3);
    await setting.settle();
    const ben = second.connect('ben');
    await second.settle();
    const { doc } = ben.open(t1);
    await second.settle();
    doc.getText('text:notes').insert(3, ' and ben');
    await second.settle();
    ben.close(t1);
    await second.settle();
    const release = setting.store.hold('compact');
    await Promise.all([setting.time.advance(60_000), second.time.advance(60_000)]);
    await second.settle();
    expect(setting.store.calls.compact).toBe(2);
    release();
    await second.settle();
    expect((await setting.stored(t1)).getText('text:notes').toJSON()).toBe('xxx and ben');
  });
});

describe('ROOM-12: rows and local writes', () => {
  test('ROOM-12: a local write takes the way of every edit and resolves once it is on disk', async () => {
    const { relay, store, connect, settle, entity } = await gated();
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    const release = store.hold('append');
    let done = false;
    const writing = relay
      .write(documentName(t1), systemAuthors.import, (record) => {
        record.set('subject', 'Imported');
        return 'answer';
      })
      .then((answer) => {
        done = true;
        return answer;
      });
    await settle();
    expect(entity(ana, t1, 'ana').get('subject')).toBe('Imported');
    expect(done).toBe(false);
    release();
    expect(await writing).toBe('answer');
  });

  test('ROOM-12: a local write by a person keeps to that person’s rights, and says so', async () => {
    const { relay, store } = await gated();
    const vic = { shop: demo, id: 'vic' as Author, name: 'Vic', role: 'view' } as const;
    await store.saveUser(vic);
    const writing = relay.write(documentName(t1), vic.id, (record) => record.set('subject', 'Nope'));
    await expect(writing).rejects.toBeInstanceOf(Refused);
    expect((await relay.row(documentName(t1)))?.fields['subject'] ?? null).toBeNull();
  });

  test('ROOM-12: what throws in a local write leaves nothing behind', async () => {
    const { relay } = await gated();
    const writing = relay.write(documentName(t1), systemAuthors.import, (record) => {
      record.set('subject', 'Half');
      throw new RangeError('no');
    });
    await expect(writing).rejects.toBeInstanceOf(RangeError);
    expect(await relay.row(documentName(t1))).toBeUndefined();
  });

  test('ROOM-12: a thousand local writes by one author are one client', async () => {
    const setting = await gated();
    await written(setting, 100);
    const doc = await setting.stored(t1);
    expect(doc.store.clients.size).toBe(1);
  });

  test('ROOM-12: rows are fresh, open or not, and come in pages', async () => {
    const { relay, connect, settle, entity, time } = await gated();
    for (const id of ['c', 'a', 'b']) {
      await relay.write(documentName(`ticket/${id}`), systemAuthors.import, (each) =>
        each.set('subject', id),
      );
    }
    const ana = connect('ana');
    await settle();
    ana.open('ticket/b');
    await settle();
    entity(ana, 'ticket/b', 'ana').set('subject', 'b2');
    await settle();
    const first = await relay.rows(demo, ticket, { limit: 2 });
    expect(first.rows.map(({ fields }) => fields['subject'])).toEqual(['a', 'b2']);
    expect(first.next).toBe('b');
    const second = await relay.rows(demo, ticket, { limit: 2, after: 'b' });
    expect(second.rows.map(({ id }) => id)).toEqual(['c']);
    expect(second.next).toBeUndefined();
    ana.socket.cut();
    await time.advance(60_000);
    await settle();
    expect((await relay.row(documentName('ticket/b')))?.fields['subject']).toBe('b2');
  });

  test('ROOM-12: after a quiet moment the stored row is fresh', async () => {
    const { store, connect, settle, entity, time } = await gated();
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    for (const subject of ['one', 'two', 'three']) {
      entity(ana, t1, 'ana').set('subject', subject);
      await settle();
    }
    expect(await store.row(documentName(t1))).toMatchObject({ stale: true });
    await time.advance(1_000);
    await settle();
    const row = must(await store.row(documentName(t1)), 'a row');
    expect(row.stale).toBe(false);
    expect(row.row).toContain('"three"');
  });

  test('ROOM-12: a record of a kind that this version does not know is kept and passed on', async () => {
    const { connect, settle, stored, relay, time } = await gated();
    const [ana, ben] = [connect('ana'), connect('ben')];
    await settle();
    ana.open('spaceship/s1');
    ben.open('spaceship/s1');
    await settle();
    ana.opened('spaceship/s1').doc.getMap<unknown>('cargo').set('crates', 3);
    await settle();
    expect(ben.opened('spaceship/s1').doc.getMap('cargo').get('crates')).toBe(3);
    await time.advance(60_000);
    await settle();
    expect((await stored('spaceship/s1')).getMap('cargo').get('crates')).toBe(3);
    expect(await relay.rows(demo, 'spaceship' as KindName, { limit: 5 })).toMatchObject({
      rows: [{ id: 's1' }],
    });
    expect(Y.encodeStateVector(await stored('spaceship/s1', 'other' as ShopId))).toEqual(new Uint8Array([0]));
  });
});
