import { WebSocket } from 'ws';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { FakeSocket } from './testing/fake-socket.ts';
import { GatedStore } from './testing/gated-store.ts';
import { sceneWith } from './testing/scene.ts';

const t1 = 'ticket/t1';

// Fault 16.
describe('LIMIT-8: draining', () => {
  test('LIMIT-8: what was sent is stored and acknowledged, every socket is asked to come back, nobody new comes in', async () => {
    const store = new GatedStore();
    const { connect, settle, relay, stored } = await sceneWith({ store });
    const ana = connect('ana');
    const before = new FakeSocket();
    relay.accept(before.asWebSocket);
    await settle();
    ana.open(t1);
    await settle();
    const release = store.hold('append');
    ana.opened(t1).doc.getText('text:notes').insert(0, 'last words');
    const drained = relay.drain();
    ana.opened(t1).doc.getText('text:notes').insert(0, 'too late ');
    await settle();
    expect(ana.socket.closed).toBeUndefined();
    release();
    await settle();
    expect(ana.socket.closed).toEqual({ code: closeCodes.draining, reason: 'draining' });
    expect(ana.opened(t1)).toMatchObject({ sent: 3, acked: 2 });
    expect((await stored(t1)).getText('text:notes').toJSON()).toBe('last words');
    const late = new FakeSocket();
    relay.accept(late.asWebSocket);
    expect(late.closed?.code).toBe(closeCodes.draining);
    expect(before.closed?.code).toBe(closeCodes.draining);
    await drained;
  });

  test('LIMIT-8: a stuck disk and a deaf socket hold it up for a bounded time', async () => {
    const store = new GatedStore();
    const { connect, settle, relay, time } = await sceneWith({ store });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    store.hold('append');
    ana.socket.deaf = true;
    ana.opened(t1).doc.getText('text:notes').insert(0, 'stuck');
    const drained = relay.drain();
    for (let i = 0; i < 10; i++) {
      await settle();
      await time.advance(1_000);
    }
    await drained;
    expect(ana.socket.readyState).toBe(WebSocket.CLOSED);
    expect(ana.opened(t1).acked).toBe(1);
  });
});
