import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { t1, updateOf, twoAtTheBench } from './testing/at-the-bench.ts';

describe('ROOM-13: what cannot be read ends its sender only', () => {
  const bytes: [string, (valid: Uint8Array) => Uint8Array][] = [
    ['truncated', (valid) => valid.subarray(0, valid.length - 1)],
    ['with bytes left over', (valid) => new Uint8Array([...valid, 0])],
    ['empty', () => new Uint8Array()],
    ['a count that would allocate gigabytes', () => new Uint8Array([1, 255, 255, 255, 255, 15, 1, 0])],
    ['V2', () => Y.encodeStateAsUpdateV2(new Y.Doc())],
  ];
  test.each(bytes)('ROOM-13: an update that is %s', async (_what, spoil) => {
    const { ana, ben, settle, entity, stored } = await twoAtTheBench();
    const before = Y.encodeStateAsUpdate(await stored(t1));
    const valid = updateOf(7, (doc) => doc.getText('text:notes').insert(0, 'x'));
    ben.sendPayload(t1, writeUpdate(spoil(valid)));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.malformed);
    expect(Y.encodeStateAsUpdate(await stored(t1))).toEqual(before);
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3 });
  });

  // Fault 35: every bit of an update, one at a time.
  test('ROOM-13: a flipped bit is refused or is an edit of its sender, and never ends anybody else', async () => {
    const { ana, settle, entity, stored, connect, logged } = await twoAtTheBench();
    const base = ana.opened(t1).doc;
    for (let bit = 0; ; bit++) {
      const eva = connect('eva');
      await settle();
      const { doc } = eva.open(t1);
      await settle();
      const update = updateOf(
        doc.clientID,
        (copy) => copy.getText('text:notes').insert(0, 'hello'),
        base,
      ).slice();
      if (bit >= update.length * 8) break;
      update[bit >> 3] = (update[bit >> 3] as number) ^ (1 << (bit & 7));
      eva.sendPayload(t1, writeUpdate(update));
      await settle();
      eva.socket.cut();
    }
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 3, closed: undefined });
    const doc = await stored(t1);
    expect(doc.store.pendingStructs).toBeNull();
    expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(ana.opened(t1).doc));
    expect(logged).not.toContainEqual({ level: 'error', event: 'socket-failed' });
  });

  test('ROOM-13: a y-websocket message that is none', async () => {
    const { ana, ben, settle, entity } = await twoAtTheBench();
    ben.sendPayload(t1, new Uint8Array([0, 9, 1, 2]));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.malformed);
    entity(ana, t1, 'ana').set('status', 'open');
    await settle();
    expect(ana.opened(t1).acked).toBe(3);
  });
});

describe('LIMIT-10: what no record may hold is not looked at', () => {
  const updates: [string, (doc: Y.Doc) => void][] = [
    [
      'a hundred thousand list elements',
      (doc) => doc.getArray('registers').insert(0, Array(100_000).fill(null)),
    ],
    [
      'three hundred roots',
      (doc) => {
        for (let root = 0; root < 300; root++) doc.getText(`root${root}`).insert(0, 'x');
      },
    ],
  ];
  test.each(updates)('LIMIT-10: %s end their sender, and nothing of them is kept', async (_what, write) => {
    const { ana, ben, settle, stored } = await twoAtTheBench();
    const before = Y.encodeStateAsUpdate(await stored(t1));
    ben.sendPayload(t1, writeUpdate(updateOf(7, write)));
    await settle();
    expect(ben.opened(t1).closed?.code).toBe(closeCodes.tooLarge);
    expect(Y.encodeStateAsUpdate(await stored(t1))).toEqual(before);
    expect(ana.opened(t1).closed).toBeUndefined();
  });
});
