import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { scene } from './testing/scene.ts';

const t1 = 'ticket/t1';

describe('ROOM-1: what one writes, others in the room see at once', () => {
  test('ROOM-1: two who have a record open see each other, and what they wrote is stored', async () => {
    const { connect, settle, entity, stored } = await scene();
    const ana = connect('ana');
    const ben = connect('ben');
    await settle();
    ana.open(t1);
    ben.open(t1);
    await settle();
    entity(ana, t1, 'ana').set('subject', 'Cracked screen');
    entity(ben, t1, 'ben').set('status', 'pending');
    await settle();
    for (const [peer, user] of [
      [ana, 'ana'],
      [ben, 'ben'],
    ] as const) {
      expect(entity(peer, t1, user).get('subject')).toBe('Cracked screen');
      expect(entity(peer, t1, user).get('status')).toBe('pending');
      expect(peer.opened(t1)).toMatchObject({ sent: 2, acked: 2 });
    }
    expect(Y.encodeStateAsUpdate(await stored(t1))).toEqual(Y.encodeStateAsUpdate(ana.opened(t1).doc));
  });
});
