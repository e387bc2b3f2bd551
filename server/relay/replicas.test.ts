import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../store/store.ts';
import { demo, scene } from './testing/scene.ts';

const fromStart = { epoch: '', cursor: 0, kinds: [] };
const told = { type: 'device', id: 'tablet-1', records: 0, edits: 0, since: 0 } as const;

describe('which replicas are here', () => {
  test('DEVICE-1: is noted with who, how far and what is unsent, once a minute at most, and when they leave', async () => {
    const { connect, settle, entity, time, store } = await scene();
    const ana = connect('ana', fromStart);
    await settle();
    let notes = 0;
    const note = store.noteReplicas.bind(store);
    store.noteReplicas = (lines) => {
      notes += lines.length;
      return note(lines);
    };
    const begun = time.now();
    ana.send(told);
    await settle();
    expect(await store.replicas(demo)).toEqual([
      expect.objectContaining({ user: 'ana', id: 'tablet-1', seen: begun, reached: 0, edits: 0, since: 0 }),
    ]);
    for (let at = 0; at < 50; at++) {
      await time.advance(1_000);
      ana.send({ ...told, records: 1, edits: at, since: 5 });
      await settle();
    }
    expect(notes).toBe(1);
    await time.advance(15_000);
    await settle();
    expect(notes).toBe(2);
    expect(await store.replicas(demo)).toEqual([
      expect.objectContaining({ records: 1, edits: 49, since: 5 }),
    ]);

    ana.open('ticket/t1');
    await settle();
    entity(ana, 'ticket/t1', 'ana').set('subject', 'one');
    await settle();
    ana.send({ type: 'catch-up', cursor: 0, kinds: [] });
    await settle();
    const left = time.now();
    ana.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    expect(notes).toBe(3);
    const head = await store.head(demo);
    expect(await store.replicas(demo)).toEqual([expect.objectContaining({ seen: left, reached: head })]);
  });

  test('DEVICE-5: what it counted is noted with it, whichever it told first', async () => {
    const { connect, settle, time, store } = await scene();
    const ana = connect('ana', fromStart);
    await settle();
    const counts = {
      since: 1,
      synced: 5,
      failed: 0,
      took: 90,
      bytesUp: 7,
      bytesDown: 8,
      settled: 1,
      lastSync: 3,
    };
    /** Somebody who says nothing is not there any more. */
    const minute = async () => {
      for (let at = 0; at < 13; at++) {
        await time.advance(5_000);
        ana.send({ type: 'here', at: '', field: '', idle: true });
        await settle();
      }
    };
    ana.send({ type: 'tally', id: 'tablet-1', ...counts });
    ana.send(told);
    await settle();
    expect(await store.replicas(demo)).toEqual([expect.objectContaining({ id: 'tablet-1', counts })]);
    ana.send({ type: 'tally', id: 'tablet-1', ...counts, synced: 6 });
    ana.send({ type: 'tally', id: 'another', ...counts, synced: 99 });
    await settle();
    await minute();
    expect((await store.replicas(demo)).map((line) => line.counts?.synced)).toEqual([5]);
    ana.send({ type: 'tally', id: 'tablet-1', ...counts, synced: 7 });
    await settle();
    await minute();
    expect((await store.replicas(demo)).map((line) => line.counts?.synced)).toEqual([7]);
  });

  test('DEVICE-1: a store that fails stops nobody, and an id of another form is nobody', async () => {
    const { connect, settle, store, logged } = await scene();
    store.noteReplicas = () => Promise.reject(new StoreUnavailable('full'));
    const ana = connect('ana');
    await settle();
    ana.send({ ...told, id: 'a/b' });
    await settle();
    expect(logged).not.toContainEqual({ level: 'warn', event: 'replica-not-noted' });
    ana.send(told);
    ana.open('ticket/t1');
    await settle();
    expect(logged).toContainEqual({ level: 'warn', event: 'replica-not-noted' });
    expect(ana.opened('ticket/t1').closed).toBeUndefined();
  });
});
