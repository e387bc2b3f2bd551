import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import { t1, twoAtTheBench } from './testing/at-the-bench.ts';
import { scene } from './testing/scene.ts';

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
