import { describe, expect, test } from 'vitest';
import { systemAuthors } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { projectRow } from '../../shared/document/row.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { noteMadeOf } from '../../shared/document/document-size.ts';
import { HeldDocument } from './held-document.ts';
import { newDocument } from './load-document.ts';
import { GatedStore } from './testing/gated-store.ts';
import { documentName, scene, sceneWith } from './testing/scene.ts';

const t1 = 'ticket/t1';
const awhile = 12_000;

/** Ana and Ben have a record open, with something of both in it. */
async function twoInARecord(limits = {}) {
  const store = new GatedStore();
  const setting = await sceneWith({ store, limits });
  const [ana, ben] = [setting.connect('ana'), setting.connect('ben')];
  await setting.settle();
  for (const peer of [ana, ben]) peer.open(t1);
  await setting.settle();
  setting.entity(ana, t1, 'ana').set('subject', 'Screen');
  setting.entity(ben, t1, 'ben').text('notes').insert(0, 'Dropped.');
  await setting.settle();
  const quiet = async (): Promise<void> => {
    await setting.time.advance(awhile);
    await setting.settle();
  };
  return { ...setting, ana, ben, quiet };
}

function heldOf(letters: number): HeldDocument {
  const doc = newDocument();
  doc.getText('text:notes').insert(0, 'x'.repeat(letters));
  noteMadeOf(doc, letters);
  return new HeldDocument(doc, kindNamed('ticket'), 7);
}

describe('ROOM-17: a document that nobody uses is kept as its bytes', () => {
  test('ROOM-17: it rests after a while, and who edits then is judged, shown, stored and acknowledged as ever', async () => {
    const { relay, ana, ben, entity, settle, quiet, stored } = await twoInARecord();
    expect(relay.stats()).toMatchObject({ rooms: 1, resting: 0 });
    await quiet();
    expect(relay.stats()).toMatchObject({ rooms: 1, resting: 1 });
    entity(ana, t1, 'ana').text('notes').insert(0, 'Wet. ');
    // Ben's session says that it is Ana's.
    ben
      .opened(t1)
      .doc.getArray('registers')
      .push([['subject', 'forged', Date.now(), 'ana']]);
    await settle();
    expect(relay.stats().resting).toBe(0);
    for (const peer of [ana, ben]) {
      expect(entity(peer, t1, 'x').text('notes').toJSON()).toBe('Wet. Dropped.');
      expect(entity(peer, t1, 'x').get('subject')).toBe('Screen');
      expect(peer.opened(t1).acked).toBe(peer.opened(t1).sent);
    }
    const kind = must(kindNamed('ticket'), 'a kind');
    expect(projectRow(kind, 't1', await stored(t1))).toEqual(projectRow(kind, 't1', ana.opened(t1).doc));
    await quiet();
    expect(relay.stats().resting).toBe(1);
  });

  test('ROOM-17: whose id is whose is known of one that rested: nobody writes under a colleague’s', async () => {
    const { ana, settle, quiet, connect, entity } = await twoInARecord();
    await quiet();
    const eva = connect('eva');
    await settle();
    const taken = ana.opened(t1).doc.clientID;
    eva.open(t1, undefined, [taken]);
    await settle();
    expect(eva.opened(t1).closed?.code).toBe(4403);
    expect(entity(ana, t1, 'ana').get('subject')).toBe('Screen');
  });

  test('ROOM-17: who comes and who asks for a row find what was there; local writes go under the same id', async () => {
    const { relay, settle, quiet, connect, entity, stored } = await twoInARecord();
    const clients = async (): Promise<number> => (await stored(t1)).store.clients.size;
    const write = (at: number): Promise<unknown> =>
      relay.write(documentName(t1), systemAuthors.import, (record) =>
        record.text('notes').insert(0, `${at}`),
      );
    await write(1);
    const before = await clients();
    await quiet();
    expect(await relay.row(documentName(t1))).toMatchObject({ fields: { subject: 'Screen' } });
    await quiet();
    await write(2);
    expect(await clients()).toBe(before);
    await quiet();
    const eva = connect('eva');
    await settle();
    eva.open(t1);
    await settle();
    expect(entity(eva, t1, 'eva').text('notes').toJSON()).toBe('21Dropped.');
    expect(entity(eva, t1, 'eva').get('subject')).toBe('Screen');
  });

  test('ROOM-17: one that is used or too large stays as it is', async () => {
    const setting = await twoInARecord({ maxResting: 2_000 });
    const { relay, time, ana, entity, settle, quiet } = setting;
    for (let second = 0; second < 20; second++) {
      await time.advance(1_000);
      entity(ana, t1, 'ana').text('notes').insert(0, 'x');
      await settle();
      expect(relay.stats().resting).toBe(0);
    }
    await quiet();
    expect(relay.stats().resting).toBe(1);
    entity(ana, t1, 'ana').text('notes').insert(0, 'z'.repeat(2_000));
    await settle();
    await quiet();
    expect(relay.stats().resting).toBe(0);
  });

  test('ROOM-17: what is on its way to the disk for long rests as well, and is stored and acknowledged once', async () => {
    const { relay, store, ana, ben, entity, settle, quiet, stored } = await twoInARecord();
    const release = store.hold('append');
    entity(ana, t1, 'ana').text('notes').insert(0, 'y');
    await settle();
    await quiet();
    expect(relay.stats().resting).toBe(1);
    expect(ana.opened(t1).acked).toBe(ana.opened(t1).sent - 1);
    release();
    await settle();
    expect(ana.opened(t1).acked).toBe(ana.opened(t1).sent);
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('yDropped.');
    expect(entity(ben, t1, 'ben').text('notes').toJSON()).toBe('yDropped.');
  });

  test('ROOM-17: one that was found too large is not encoded again before somebody used it, and one far beyond not at all', () => {
    const large = heldOf(3_000);
    expect(large.rest(2_000)).toBeGreaterThan(3_000);
    expect(large.rest(2_000)).toBe(0);
    large.doc.getText('text:notes').delete(0, 2_000);
    expect(large.rest(2_000)).toBeGreaterThan(1_000);
    expect(large.atRest).toBe(true);
    expect(large.doc.getText('text:notes').length).toBe(1_000);
    expect(heldOf(9_000).rest(2_000)).toBe(0);
  });

  test('ROOM-17: many go to rest a little at a time, all of them', async () => {
    const { relay, connect, settle, time } = await scene();
    for (let id = 0; id < 700; id++)
      await relay.write(documentName(`ticket/r${id}`), systemAuthors.import, (record) =>
        record.text('notes').insert(0, 'n'.repeat(300)),
      );
    const ana = connect('ana');
    await settle();
    for (let id = 0; id < 700; id++) ana.open(`ticket/r${id}`);
    await settle();
    await time.advance(awhile);
    await settle();
    expect(relay.stats()).toMatchObject({ rooms: 700, resting: 700 });
  });
});
