import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import type { RelayLimits } from './relay.ts';
import { scene, sceneWith } from './testing/scene.ts';

const t1 = 'ticket/t1';

/** What Ana and Ben wrote with a relay that is gone; and one that was restored and has nothing of it. */
async function restored(takesBackFor = 60_000, limits: Partial<RelayLimits> = {}) {
  const { connect, settle, entity, time } = await scene();
  const [ana, ben] = [connect('ana'), connect('ben')];
  await settle();
  const anas = ana.open(t1).doc;
  const bens = ben.open(t1).doc;
  await settle();
  entity(ana, t1, 'ana').set('subject', 'first');
  await settle();
  entity(ben, t1, 'ben').set('subject', 'second');
  entity(ben, t1, 'ben').text('notes').insert(0, 'ben ');
  await settle();
  entity(ana, t1, 'ana').text('notes').insert(4, 'ana ');
  await settle();
  const store = new MemoryStore('restored', time.now() + takesBackFor);
  return { ...(await sceneWith({ store, limits })), anas, bens };
}

describe('RESTORE-4: what a restored relay takes back', () => {
  test('RESTORE-4: from one device what everybody wrote, and its owner goes on under the same id', async () => {
    const { connect, settle, entity, anas, stored } = await restored();
    const ana = connect('ana');
    await settle();
    ana.open(t1, anas, [anas.clientID]);
    await settle();
    expect(Y.encodeStateVector(await stored(t1))).toEqual(Y.encodeStateVector(anas));
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('ben ana ');
    expect(ana.opened(t1).acked).toBe(ana.opened(t1).sent);
    entity(ana, t1, 'ana').set('subject', 'third');
    await settle();
    const visitor = connect('eva');
    await settle();
    visitor.open(t1);
    await settle();
    expect(entity(visitor, t1, 'eva').get('subject')).toBe('third');
    expect(entity(visitor, t1, 'eva').entries('subject')).toHaveLength(1);
  });

  test('RESTORE-4: what others wrote last comes in after what it builds on, which is its sender’s own', async () => {
    // However long it is.
    const { connect, settle, bens, stored } = await restored(60_000, { maxWaiting: 10 });
    const ben = connect('ben');
    await settle();
    ben.open(t1, bens, [bens.clientID]);
    await settle();
    // Ana's words stand behind Ben's.
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('ben ana ');
    expect(Y.encodeStateVector(await stored(t1))).toEqual(Y.encodeStateVector(bens));
    expect(ben.opened(t1).acked).toBe(ben.opened(t1).sent);
  });

  test('RESTORE-4: twice is once, and who comes second adds nothing', async () => {
    const { connect, settle, anas, bens, store, stored } = await restored();
    for (const [user, doc] of [
      ['ana', anas],
      ['ben', bens],
    ] as const) {
      const peer = connect(user);
      await settle();
      peer.open(t1, doc, [doc.clientID]);
      await settle();
    }
    const head = await store.head('demo' as never);
    const again = connect('ben');
    await settle();
    again.open(t1, bens, [bens.clientID]);
    await settle();
    expect(await store.head('demo' as never)).toBe(head);
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('ben ana ');
  });

  test.each([
    ['who may only look', 'eva:view', 60_000, 0],
    ['anybody when the time is over', 'eva', 60_000, 60_000],
  ])('RESTORE-4: nothing of others from %s', async (_who, token, takesBackFor, later) => {
    const { connect, settle, anas, time, stored } = await restored(takesBackFor);
    await time.advance(later);
    const eva = connect(token);
    await settle();
    eva.open(t1, anas, []);
    await settle();
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('');
  });

  test('RESTORE-4: nothing under the id of somebody who is here: that one brings it', async () => {
    const { connect, settle, anas, bens, stored } = await restored();
    const ana = connect('ana');
    await settle();
    const mine = new Y.Doc();
    mine.clientID = anas.clientID;
    ana.open(t1, mine, [anas.clientID]);
    await settle();
    const fork = new Y.Doc();
    Y.applyUpdate(fork, Y.encodeStateAsUpdate(bens));
    fork.clientID = anas.clientID;
    fork.getText('text:notes').insert(0, 'forged ');
    const eve = connect('eve');
    await settle();
    eve.open(t1, fork, []);
    await settle();
    expect((await stored(t1)).getText('text:notes').toJSON()).not.toContain('forged');
    expect((await stored(t1)).getText('text:notes').toJSON()).not.toContain('ana');
  });
});
