import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import * as Y from 'yjs';
import { WebSocket } from 'ws';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { must } from '../../shared/lib/assert.ts';
import { writeStep1, writeUpdate } from '../../shared/protocol/y-message.ts';
import { realServer, type RealServer } from './testing/real-server.ts';
import { scene } from './testing/scene.ts';

const t1 = 'ticket/t1';

let server: RealServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

// Fault 43.
describe('LIMIT-4: who reads too slowly is cut back to catch-up', () => {
  test('LIMIT-4: what waits for it is bounded, others go on, and it comes back with everything', async () => {
    const { connect, settle, entity } = await scene({ maxQueued: 20_000 });
    const [ana, ben, eva] = [connect('ana'), connect('ben'), connect('eva')];
    await settle();
    for (const peer of [ana, ben, eva]) peer.open(t1);
    await settle();
    // Ben's socket takes nothing any more; the test does not read its inbox.
    ben.socket.stalled = true;
    ben.socket.deaf = true;
    const inbox = ben.socket.inbox;
    ben.receive = () => 0;
    for (let i = 0; i < 200; i++) {
      ana.opened(t1).doc.getText('text:notes').insert(0, 'some more letters '.repeat(20).slice(0, 90));
      await setImmediate();
      await settle();
    }
    expect(ben.socket.closed?.code).toBe(closeCodes.slow);
    const held = inbox.reduce((sum, { length }) => sum + length, 0);
    expect(held).toBeLessThan(20_000 + 1_000);
    expect(eva.opened(t1).doc.getText('text:notes').toJSON()).toBe(
      ana.opened(t1).doc.getText('text:notes').toJSON(),
    );
    expect(ana.opened(t1).acked).toBe(201);
    const back = connect('ben');
    await settle();
    back.open(t1, ben.opened(t1).doc);
    await settle();
    expect(entity(back, t1, 'ben').text('notes').toJSON().length).toBe(90 * 200);
  });

  test('LIMIT-4: many questions in one turn do not make many answers', async () => {
    const { connect, settle } = await scene({ maxQueued: 50_000 });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    ana.opened(t1).doc.getText('text:notes').insert(0, 'x'.repeat(10_000));
    await settle();
    ana.socket.deaf = true;
    for (let i = 0; i < 1_000; i++) ana.sendPayload(t1, writeStep1(Y.encodeStateVector(new Y.Doc())));
    expect(ana.socket.closed?.code).toBe(closeCodes.slow);
    expect(ana.socket.inbox.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(60_000);
  });

  test('LIMIT-4: a real socket that stops reading costs no more than the bound', async () => {
    server = await realServer({ limits: { maxQueued: 300_000 } });
    const { url, logged } = server;
    const slow = new WebSocket(`${url}/demo/ticket/t1?token=ben`);
    await once(slow, 'open');
    slow.pause();
    const fast = new WebSocket(`${url}/demo/ticket/t1?token=ana`);
    await once(fast, 'open');
    const doc = new Y.Doc();
    doc.on('update', (update) => fast.send(writeUpdate(update)));
    await vi.waitFor(
      async () => {
        // Bytes that do not stay in the record, so that only the socket can grow.
        const text = doc.getText('text:notes');
        text.insert(0, 'y'.repeat(15_000));
        text.delete(0, 15_000);
        await setImmediate();
        expect(must(server, 'a server').relay.stats().sockets).toBe(1);
      },
      { timeout: 20_000, interval: 1 },
    );
    expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
    const closed = once(slow, 'close');
    slow.resume();
    slow.terminate();
    fast.close();
    await closed;
  });
});
