import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { GatedStore } from './testing/gated-store.ts';
import { sceneWith } from './testing/scene.ts';

const t1 = 'ticket/t1';
const t2 = 'ticket/t2';

async function anaTyping() {
  const store = new GatedStore();
  const setting = await sceneWith({ store });
  const { connect, settle } = setting;
  const ana = connect('ana');
  await settle();
  ana.open(t1);
  ana.open(t2);
  await settle();
  const type = (name: string, letters: string): void => {
    for (const letter of letters) ana.opened(name).doc.getText('text:notes').insert(0, letter);
  };
  return { ...setting, store, ana, type };
}

describe('ACK-1: an acknowledgement is a count of stored messages', () => {
  test('ACK-1: many messages on many channels are one frame', async () => {
    const { ana, settle, type } = await anaTyping();
    const before = ana.told('ack').length;
    type(t1, 'abcdefgh');
    type(t2, 'xyz');
    await settle();
    expect(ana.told('ack').slice(before)).toEqual([
      {
        type: 'ack',
        channels: [
          { channel: ana.opened(t1).channel, count: 9 },
          { channel: ana.opened(t2).channel, count: 4 },
        ],
      },
    ]);
  });

  test('ACK-1: the count starts again with each opening', async () => {
    const { ana, settle, type } = await anaTyping();
    type(t1, 'abc');
    await settle();
    const { doc } = ana.opened(t1);
    ana.close(t1);
    const again = ana.open(t1, doc);
    await settle();
    expect(again).toMatchObject({ sent: 1, acked: 1 });
  });

  test('ACK-1: what was acknowledged to an earlier opening is not said to the next one', async () => {
    const { ana, store, settle, type } = await anaTyping();
    const release = store.hold('append');
    type(t1, 'abc');
    const { doc } = ana.opened(t1);
    ana.close(t1);
    const again = ana.open(t1, doc);
    await settle();
    release();
    await settle();
    expect(again).toMatchObject({ sent: 1, acked: 1 });
  });
});

describe('ACK-2: never before it is on disk', () => {
  test('ACK-2: nothing is acknowledged while the commit is under way, not even a message that brings nothing new', async () => {
    const { ana, store, settle, type } = await anaTyping();
    const release = store.hold('append');
    type(t1, 'a');
    ana.sendPayload(t1, writeUpdate(Y.encodeStateAsUpdate(ana.opened(t1).doc)));
    await settle();
    expect(store.calls.append).toBe(1);
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 1 });
    expect((await store.load({ shop: 'demo', kind: 'ticket', id: 't1' } as never))?.updates ?? []).toEqual(
      [],
    );
    release();
    await settle();
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3 });
  });

  test('ACK-2: others see an edit before it is stored', async () => {
    const { store, settle, type, connect } = await anaTyping();
    const ben = connect('ben');
    await settle();
    ben.open(t1);
    await settle();
    const release = store.hold('append');
    type(t1, 'ih');
    await settle();
    expect(ben.opened(t1).doc.getText('text:notes').toJSON()).toBe('hi');
    release();
    await settle();
  });

  // Fault 10.
  test('ACK-2: cut after sending and before the acknowledgement: sent again, applied once', async () => {
    const { ana, store, settle, type, connect, stored } = await anaTyping();
    const release = store.hold('append');
    type(t1, 'cba');
    await settle();
    const { doc } = ana.opened(t1);
    ana.socket.cut();
    const again = connect('ana');
    await settle();
    const opened = again.open(t1, doc);
    await settle();
    expect(opened).toMatchObject({ sent: 1, acked: 0 });
    release();
    await settle();
    expect(opened).toMatchObject({ sent: 1, acked: 1 });
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('abc');
    // The first letter, and the two that came behind it in the same turn.
    expect((await store.load({ shop: 'demo', kind: 'ticket', id: 't1' } as never))?.updates).toHaveLength(2);
  });
});

describe('ACK-3: a store that fails acknowledges nothing', () => {
  test('ACK-3: the channel is closed, the edit is offered again and stored once the store is back', async () => {
    const { ana, store, settle, type, connect, stored, relay } = await anaTyping();
    const ben = connect('ben');
    await settle();
    ben.open(t1);
    await settle();
    store.failing.add('append');
    type(t1, 'b');
    await settle();
    expect(ana.opened(t1)).toMatchObject({ acked: 1, closed: { code: closeCodes.storeUnavailable } });
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.storeUnavailable);
    expect(ana.told('error')).toEqual([expect.objectContaining({ kind: 'store-unavailable' })]);
    expect(ana.socket.closed).toBeUndefined();
    // The record that nobody wrote to is not touched.
    expect(ana.opened(t2).closed).toBeUndefined();

    const { doc } = ana.opened(t1);
    const retry = ana.open(t1, doc);
    await settle();
    expect(retry.closed?.code).toBe(closeCodes.storeUnavailable);
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('');

    store.failing.clear();
    const other = ben.open(t1, ben.opened(t1).doc);
    const back = ana.open(t1, doc);
    await settle();
    expect(back).toMatchObject({ sent: 1, acked: 1, closed: undefined });
    expect(other).toMatchObject({ closed: undefined, acked: other.sent });
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('b');
    expect(relay.stats().rooms).toBe(2);
  });

  test('ROOM-6: what was sent behind a failed commit is not stored before it', async () => {
    const { ana, store, settle, type, stored } = await anaTyping();
    const release = store.hold('append');
    store.failing.add('append');
    type(t1, 'a');
    await settle();
    type(t1, 'b');
    type(t2, 'x');
    release();
    await settle();
    store.failing.clear();
    await settle();
    expect(ana.opened(t1).closed?.code).toBe(closeCodes.storeUnavailable);
    for (const name of [t1, t2]) {
      const doc = await stored(name);
      expect(doc.store.pendingStructs).toBeNull();
      const back = ana.open(name, ana.opened(name).doc);
      await settle();
      expect(back.acked).toBe(back.sent);
    }
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('ba');
    expect((await stored(t2)).getText('text:notes').toJSON()).toBe('x');
  });

  test('ROOM-6: what the relay wrote back is nobody’s before it is stored', async () => {
    const { ana, store, settle, connect } = await anaTyping();
    const ben = connect('ben');
    await settle();
    ben.open(t1);
    await settle();
    const release = store.hold('append');
    ana
      .opened(t1)
      .doc.getArray('registers')
      .push([['subject', 'forged', 1, 'somebody else']]);
    await settle();
    const eva = connect('eva');
    await settle();
    eva.open(t1);
    await settle();
    for (const peer of [ben, eva]) expect(peer.opened(t1).doc.store.clients.size).toBe(0);
    expect(ana.told('refused')).toEqual([]);
    store.failing.add('append');
    release();
    await settle();
    for (const peer of [ben, eva]) expect(peer.opened(t1).doc.store.clients.size).toBe(0);

    store.failing.clear();
    for (const peer of [ana, ben, eva]) peer.open(t1, peer.opened(t1).doc);
    await settle();
    expect(ana.told('refused')).toHaveLength(1);
    for (const peer of [ana, ben, eva]) {
      expect(peer.opened(t1).doc.getArray('registers').toJSON()).toEqual([]);
      expect(Y.encodeStateVector(peer.opened(t1).doc)).toEqual(Y.encodeStateVector(ana.opened(t1).doc));
    }
  });
});
