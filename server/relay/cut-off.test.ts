import * as Y from 'yjs';
import { describe, expect, test, vi } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { writeStep1 } from '../../shared/protocol/y-message.ts';
import { Outbound } from './outbound.ts';
import { FakeSocket } from './testing/fake-socket.ts';
import { demo, documentName, scene } from './testing/scene.ts';
import { Turn } from './turn.ts';

const t1 = 'ticket/t1';

const frames = (socket: FakeSocket) => socket.inbox.map(({ length }) => length);

/** Takes nothing any more, and has almost as much to read as it may. */
const stall = (socket: FakeSocket): void => {
  socket.inbox.push(new Uint8Array(999));
  socket.stalled = true;
};

function outbound(socket: FakeSocket) {
  const run: (() => void)[] = [];
  let slow = 0;
  const out = new Outbound(socket.asWebSocket, {
    turn: new Turn(
      (each) => void run.push(each),
      () => {},
    ),
    time: new ManualTime(),
    maxQueued: 1_000,
    sent: () => {},
    slow: () => slow++,
  });
  return { out, slow: () => slow, turn: () => run.splice(0).forEach((each) => each()) };
}

describe('LIMIT-4: an answer that was asked for', () => {
  test('LIMIT-4: what comes while a large answer drains does not cut its reader off, a second answer does', () => {
    const socket = new FakeSocket();
    socket.stalled = true;
    const { out, slow, turn } = outbound(socket);
    out.send(new Uint8Array(100));
    out.answer(new Uint8Array(5_000));
    out.send(new Uint8Array(100));
    turn();
    out.send(new Uint8Array(700));
    turn();
    expect(frames(socket)).toEqual([100, 5_000, 100, 700]);
    expect(slow()).toBe(0);
    out.answer(new Uint8Array(5_000));
    expect(slow()).toBe(1);
  });

  test('LIMIT-4: once an answer is through, the next one is as free, and what waits counts in full again', () => {
    const socket = new FakeSocket();
    socket.stalled = true;
    const { out, slow, turn } = outbound(socket);
    out.answer(new Uint8Array(5_000));
    out.send(new Uint8Array(300));
    turn();
    socket.inbox.shift();
    out.answer(new Uint8Array(5_000));
    turn();
    expect(slow()).toBe(0);
    out.send(new Uint8Array(600));
    turn();
    expect(slow()).toBe(0);
    out.send(new Uint8Array(200));
    expect(slow()).toBe(1);
  });

  test('LIMIT-4: a record larger than the bound is opened while others write in it', async () => {
    const { connect, settle } = await scene({ maxQueued: 20_000 });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    for (let i = 0; i < 5; i++) {
      ana.opened(t1).doc.getText('text:notes').insert(0, 'x'.repeat(8_000));
      await settle();
    }
    const ben = connect('ben');
    await settle();
    ben.open(t1);
    await settle();
    ben.socket.stalled = true;
    ben.sendPayload(t1, writeStep1(Y.encodeStateVector(new Y.Doc())));
    ana.opened(t1).doc.getText('text:notes').insert(0, 'and more');
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(ben.socket.closed?.code).not.toBe(closeCodes.slow);
    await settle();
    expect(ben.opened(t1).doc.getText('text:notes').length).toBe(40_008);
  });
});

describe('LIMIT-4: who is cut off while a room greets it', () => {
  test('LIMIT-4: vouches for nothing in the room', async () => {
    const { connect, settle } = await scene({ maxQueued: 1_000 });
    const [ana, slow, eva] = [connect('ana'), connect('ben'), connect('eva')];
    await settle();
    ana.open(t1);
    await settle();
    stall(slow.socket);
    slow.send({ type: 'open', name: t1, own: [4711] });
    await vi.waitFor(() => expect(slow.socket.closed?.code).toBe(closeCodes.slow));
    slow.socket.inbox.length = 0;
    const doc = new Y.Doc();
    doc.clientID = 4711;
    eva.open(t1, doc);
    await settle();
    doc.getText('text:notes').insert(0, 'x');
    await settle();
    expect(eva.opened(t1)).toMatchObject({ closed: undefined, acked: eva.opened(t1).sent });
    expect(ana.opened(t1).doc.getText('text:notes').toJSON()).toBe('x');
  });

  test('LIMIT-4: does not keep the room in memory when it was a stock client', async () => {
    const { settle, relay, time } = await scene({ maxQueued: 1_000 });
    const socket = new FakeSocket();
    stall(socket);
    relay.acceptPlain(socket.asWebSocket, documentName(t1), {
      shop: demo,
      user: 'ben' as never,
      name: 'BEN',
      role: 'manager',
      expires: time.now() + 1_000_000,
    });
    await vi.waitFor(() => expect(socket.closed?.code).toBe(closeCodes.slow));
    await time.advance(60_000);
    await settle();
    expect(relay.stats().rooms).toBe(0);
  });
});
