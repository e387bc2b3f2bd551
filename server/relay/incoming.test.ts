import { expect, test } from 'vitest';
import type { Time } from '../../shared/lib/time.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { encodeUp } from '../../shared/protocol/codec.ts';
import { protocolVersion, type CloseName } from '../../shared/protocol/codes.ts';
import { silentLog } from '../log.ts';
import { Heartbeat } from './heartbeat.ts';
import { Incoming } from './incoming.ts';
import { relayLimits } from './limits.ts';
import { FakeSocket } from './testing/fake-socket.ts';
import { Peer } from './testing/peer.ts';
import { scene } from './testing/scene.ts';

/** A socket whose messages each cost the relay so much time as their first byte says. */
function costly() {
  const idle = new ManualTime();
  let worked = 0;
  const time: Time = { now: () => idle.now() + worked, after: (ms, run) => idle.after(ms, run) };
  const socket = new FakeSocket();
  const heard: number[] = [];
  const closed: CloseName[] = [];
  const parts = {
    time,
    limits: relayLimits,
    heartbeat: new Heartbeat(time, relayLimits.heartbeat),
    log: silentLog,
  };
  const incoming = new Incoming(socket.asWebSocket, parts, {
    hear: ([cost = 0, mark = 0]) => {
      heard.push(mark);
      worked += cost;
    },
    text: () => {},
    close: (why) => {
      closed.push(why);
      incoming.end();
    },
  });
  return {
    socket,
    heard,
    closed,
    idle,
    time,
    say: (cost: number, mark = 0) => socket.emit('message', Buffer.from([cost, mark]), true),
  };
}

test('LIMIT-9: after a slice the others have their turn, and nothing is lost or out of order', async () => {
  const { socket, heard, idle, say } = costly();
  for (let mark = 1; mark <= 10; mark++) say(10, mark);
  expect(heard).toEqual([1, 2, 3]);
  expect(socket.isPaused).toBe(true);
  idle.after(0, () => heard.push(99));
  await idle.advance(1);
  expect(heard).toEqual([1, 2, 3, 4, 5, 6, 99, 7, 8, 9, 10]);
  expect(socket.isPaused).toBe(false);
});

test('LIMIT-9: who has used up a burst gets half of the time', async () => {
  const { heard, closed, idle, time, say } = costly();
  const began = time.now();
  for (let mark = 0; mark < 100; mark++) say(50);
  while (heard.length < 100) await idle.advance(1);
  const worked = 100 * 50;
  expect(time.now() - began).toBeGreaterThan((worked - 1_000) * 2);
  expect(time.now() - began).toBeLessThan(worked * 2 + 1_000);
  expect(closed).toEqual([]);
});

test('LIMIT-9: who keeps the relay busy and does not stop is closed; who does as much in a day is not', async () => {
  const abuser = costly();
  for (let second = 0; second < 300 && abuser.closed.length === 0; second++) {
    for (let i = 0; i < 10; i++) abuser.say(100);
    await abuser.idle.advance(1_000);
  }
  expect(abuser.closed).toEqual(['overloaded']);
  const worker = costly();
  for (let second = 0; second < 2_000; second++) {
    worker.say(90);
    await worker.idle.advance(1_000);
  }
  expect(worker.heard).toHaveLength(2_000);
  expect(worker.closed).toEqual([]);
});

test('LIMIT-1: what is said right behind the hello is heard once the token was looked at', async () => {
  const { relay, settle } = await scene();
  const peer = new Peer();
  relay.accept(peer.socket.asWebSocket);
  peer.hello('ana');
  peer.send({ type: 'ping', sent: 1 });
  // What `ws` had read already comes out of a paused socket all the same.
  peer.socket.emit('message', Buffer.from(encodeUp({ type: 'ping', sent: 2 })), true);
  peer.send({ type: 'ping', sent: 3 });
  await settle();
  peer.receive();
  expect(peer.told('pong').map(({ sent }) => sent)).toEqual([2, 1, 3]);
  expect(peer.socket.isPaused).toBe(false);
});

test('LIMIT-1: who is turned away hears it, whatever was said behind the hello', async () => {
  const { relay, settle } = await scene();
  const socket = new FakeSocket();
  relay.accept(socket.asWebSocket);
  socket.say(encodeUp({ type: 'hello', protocol: protocolVersion, schema: '', token: 'nobody' }));
  socket.say(encodeUp({ type: 'ping', sent: 1 }));
  await settle();
  expect(socket.closed?.reason).toBe('unauthorized');
  expect(socket.isPaused).toBe(false);
});
