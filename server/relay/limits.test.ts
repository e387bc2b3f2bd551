import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import * as Y from 'yjs';
import { WebSocket } from 'ws';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { decodeDown, encodeUp } from '../../shared/protocol/codec.ts';
import { closeCodes, protocolVersion } from '../../shared/protocol/codes.ts';
import { must } from '../../shared/lib/assert.ts';
import { writeStep1, writeUpdate } from '../../shared/protocol/y-message.ts';
import { limitTable, relayLimits } from './limits.ts';
import { FakeSocket } from './testing/fake-socket.ts';
import { GatedStore } from './testing/gated-store.ts';
import { realServer, type RealServer } from './testing/real-server.ts';
import { scene, sceneWith } from './testing/scene.ts';

const t1 = 'ticket/t1';

let server: RealServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const silent = async (limits = {}) => {
  const setting = await scene(limits);
  const socket = new FakeSocket();
  let signedIn = 0;
  setting.relay.accept(socket.asWebSocket, () => signedIn++);
  return { ...setting, socket, signedIn: () => signedIn };
};

const hello = (token: string, protocol = protocolVersion): Uint8Array =>
  encodeUp({ type: 'hello', protocol, schema: '', token });

const fragment = (first: boolean) =>
  Buffer.concat([Buffer.from([first ? 2 : 0, 128 + 100, 0, 0, 0, 0]), Buffer.alloc(100)]);

async function signedIn() {
  const setting = await scene();
  const ana = setting.connect('ana');
  await setting.settle();
  return { ...setting, ana };
}

const raw = (socket: WebSocket, bytes: readonly number[]): void => {
  const tcp: unknown = Reflect.get(socket, '_socket');
  (tcp as { write(bytes: Uint8Array): void }).write(new Uint8Array(bytes));
};

test('LIMIT-1: every limit is in the table, with its reason', () => {
  for (const [name, { value, why }] of Object.entries(limitTable)) {
    expect(relayLimits).toHaveProperty(name, value);
    expect(why).not.toBe('');
  }
});

// Fault 42.
describe('LIMIT-1: before login', () => {
  test.each<[string, Uint8Array, number]>([
    ['bytes that are no frame', new Uint8Array([255, 255]), closeCodes.malformed],
    ['another message', encodeUp({ type: 'ping', sent: 1 }), closeCodes.malformed],
    ['a document frame', new Uint8Array([5, 0, 0]), closeCodes.malformed],
    ['a hello that is too large', hello('x'.repeat(20_000)), closeCodes.tooLarge],
    ['a token that is none', hello('nobody'), closeCodes.unauthorized],
    ['another version', hello('ana', 99), closeCodes.upgradeRequired],
  ])('LIMIT-1: %s ends the socket and nothing is told', async (_what, bytes, code) => {
    const { socket, settle, signedIn } = await silent();
    socket.say(bytes);
    await settle();
    expect(socket.closed?.code).toBe(code);
    expect(socket.inbox).toEqual([]);
    expect(signedIn()).toBe(0);
  });

  test('LIMIT-1: a socket that says nothing is closed in time, one that said hello is not', async () => {
    const { socket, settle, time, relay, connect } = await silent();
    const ana = connect('ana');
    await settle();
    expect(relay.stats().sockets).toBe(1);
    await time.advance(10_000);
    expect(socket.closed?.code).toBe(closeCodes.helloTimeout);
    expect(ana.socket.closed).toBeUndefined();
  });

  test('LIMIT-1: a text frame is not understood', async () => {
    const { socket, settle } = await silent();
    socket.say(hello('ana'), false);
    await settle();
    expect(socket.closed?.code).toBe(1003);
  });

  test('LIMIT-1: a hello is told once, when it was accepted', async () => {
    const { socket, settle, signedIn } = await silent();
    socket.say(hello('ana'));
    await settle();
    expect(signedIn()).toBe(1);
    expect(socket.closed).toBeUndefined();
  });

  test('LIMIT-1: a hello without an end, in a thousand fragments, is cut by its bytes', async () => {
    server = await realServer();
    const { port } = new URL(server.url.replace('ws:', 'http:'));
    const raw = connectTcp(Number(port), '127.0.0.1');
    raw.on('error', () => {});
    raw.write(
      'GET /sync HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    await once(raw, 'data');
    const received: Buffer[] = [];
    raw.on('data', (chunk: Buffer) => received.push(chunk));
    const closed = once(raw, 'close');
    for (let i = 0; i < 1_000; i++) raw.write(fragment(i === 0));
    await closed;
    expect(Buffer.concat(received).readUInt16BE(2)).toBe(closeCodes.tooLarge);
  });
});

// Faults 38 and 39.
describe('LIMIT-2: frames that are none of ours', () => {
  test('LIMIT-2: a text frame ends the socket with 1003, an unreadable one with 4400', async () => {
    const { ana, connect, settle } = await signedIn();
    ana.socket.say(Buffer.from('hello'), false);
    expect(ana.socket.closed?.code).toBe(1003);
    const ben = connect('ben');
    await settle();
    ben.socket.say(new Uint8Array([0, 2, 200]));
    expect(ben.socket.closed?.code).toBe(closeCodes.malformed);
  });

  test('LIMIT-2: an unknown kind and an unknown channel are said, and the socket lives on', async () => {
    const { ana, settle } = await signedIn();
    ana.socket.say(new Uint8Array([0, 99, 1, 2, 3]));
    ana.socket.say(new Uint8Array([77, 0, 0, 0]));
    ana.socket.say(new Uint8Array([77, 5]));
    ana.send({ type: 'close', channel: 77 });
    ana.hello('ana');
    ana.send({ type: 'ping', sent: 7 });
    await settle();
    expect(ana.told('error').map(({ kind }) => kind)).toEqual([
      'unknown-kind',
      'unknown-channel',
      'unknown-channel',
      'bad-message',
    ]);
    expect(ana.told('pong')).toEqual([expect.objectContaining({ sent: 7 })]);
    expect(ana.socket.closed).toBeUndefined();
  });

  test('LIMIT-2: too large a frame, a compressed one, an unmasked one and bad UTF-8 end it on a real socket', async () => {
    server = await realServer({ limits: { maxFrame: 64 * 1024 } });
    const { url } = server;
    const closeOf = async (act: (socket: WebSocket) => void): Promise<number> => {
      const socket = new WebSocket(url, { perMessageDeflate: true });
      socket.on('error', () => {});
      await once(socket, 'open');
      expect(socket.extensions).toBe('');
      socket.send(encodeUp({ type: 'hello', protocol: protocolVersion, schema: '', token: 'ana' }));
      await once(socket, 'message');
      const closed = once(socket, 'close') as Promise<[number]>;
      act(socket);
      return (await closed)[0];
    };
    expect(await closeOf((socket) => socket.send(new Uint8Array(70_000)))).toBe(1009);
    expect(await closeOf((socket) => raw(socket, [0xc2, 0x81, 0, 0, 0, 0, 1]))).toBe(1002);
    expect(await closeOf((socket) => raw(socket, [0x82, 0x01, 1]))).toBe(1002);
    expect(await closeOf((socket) => raw(socket, [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]))).toBe(1007);
    expect(server.relay.stats().sockets).toBe(0);
    const socket = new WebSocket(url);
    await once(socket, 'open');
    socket.send(encodeUp({ type: 'hello', protocol: protocolVersion, schema: '', token: 'ana' }));
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(decodeDown(data)).toMatchObject({ message: { type: 'welcome' } });
    socket.close();
    await once(socket, 'close');
  });
});

describe('LIMIT-3: one socket’s channels and messages', () => {
  test('LIMIT-3: so many documents and no more; one document once; legal names only', async () => {
    const { connect, settle } = await scene({ maxChannels: 3 });
    const ana = connect('ana');
    await settle();
    for (const id of ['a', 'b', 'c', 'd']) ana.open(`ticket/${id}`);
    await settle();
    expect(ana.told('opened')).toHaveLength(3);
    expect(ana.opened('ticket/d').closed?.code).toBe(closeCodes.overloaded);
    ana.send({ type: 'open', name: 'ticket/a', own: [] });
    for (const name of ['ticket', '../x/y', 'ticket/__proto__', 'Ticket/x', ''])
      ana.send({ type: 'open', name, own: [] });
    await settle();
    expect(ana.told('error')).toHaveLength(1);
    expect(
      ana
        .told('closed')
        .slice(-5)
        .map(({ code }) => code),
    ).toEqual(Array(5).fill(closeCodes.notFound));
    ana.close('ticket/a');
    ana.open('ticket/e');
    await settle();
    expect(ana.opened('ticket/e').channel).toBeDefined();
  });

  test('LIMIT-3: who floods is closed, and who was slow may speak again', async () => {
    const { connect, settle, time } = await scene({ messagesPerSecond: 10 });
    const ana = connect('ana');
    const ben = connect('ben');
    await settle();
    for (let i = 0; i < 100; i++) ben.send({ type: 'ping', sent: i });
    await time.advance(1_000);
    for (let i = 0; i < 10; i++) ben.send({ type: 'ping', sent: i });
    expect(ben.socket.closed).toBeUndefined();
    for (let i = 0; i < 200; i++) ana.send({ type: 'ping', sent: i });
    expect(ana.socket.closed?.code).toBe(closeCodes.overloaded);
  });
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

describe('LIMIT-5: sockets whose other end is gone', () => {
  test('LIMIT-5: who answers no ping is ended; who speaks is not', async () => {
    const { connect, settle, time, relay } = await scene({ heartbeat: 1_000 });
    const [ana, ben, eva] = [connect('ana'), connect('ben'), connect('eva')];
    await settle();
    for (let i = 0; i < 3; i++) {
      await time.advance(1_000);
      ana.send({ type: 'ping', sent: i });
      eva.socket.emit('pong');
      await settle();
    }
    expect(ben.socket.pings).toBe(2);
    expect(ben.socket.readyState).toBe(WebSocket.CLOSED);
    expect(ana.socket.readyState).toBe(WebSocket.OPEN);
    expect(eva.socket.readyState).toBe(WebSocket.OPEN);
    expect(relay.stats().sockets).toBe(2);
  });
});

describe('LIMIT-6: a slow disk slows writers', () => {
  test('LIMIT-6: a socket whose updates wait for the disk is not read until they do not', async () => {
    const store = new GatedStore();
    const { connect, settle } = await sceneWith({ store, limits: { maxUnstored: 2_000 } });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    const release = store.hold('append');
    for (let i = 0; i < 50; i++) ana.opened(t1).doc.getText('text:notes').insert(0, 'z'.repeat(100));
    await settle();
    expect(ana.socket.isPaused).toBe(true);
    release();
    await settle();
    expect(ana.socket.isPaused).toBe(false);
    expect(ana.opened(t1)).toMatchObject({ sent: 51, acked: 51 });
  });
});

describe('LIMIT-6: what a socket is held up for', () => {
  test('LIMIT-6: what was refused with its channel does not count any longer', async () => {
    const { connect, settle } = await scene({ maxUnstored: 2_000 });
    const ana = connect('ana');
    await settle();
    for (const id of ['a', 'b', 'c']) {
      const name = `ticket/${id}`;
      ana.open(name);
      await settle();
      ana.sendPayload(name, writeUpdate(new Uint8Array(1_500).fill(255)));
      await settle();
      expect(ana.opened(name).closed?.code).toBe(closeCodes.malformed);
    }
    expect(ana.socket.isPaused).toBe(false);
    ana.send({ type: 'ping', sent: 7 });
    await settle();
    expect(ana.told('pong')).toHaveLength(1);
  });

  test('LIMIT-6: nor does what could not be stored', async () => {
    const store = new GatedStore();
    const { connect, settle } = await sceneWith({ store, limits: { maxUnstored: 2_000 } });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    store.failing.add('append');
    for (let i = 0; i < 30; i++) ana.opened(t1).doc.getText('text:notes').insert(0, 'z'.repeat(100));
    await settle();
    expect(ana.opened(t1).closed?.code).toBe(closeCodes.storeUnavailable);
    expect(ana.socket.isPaused).toBe(false);
  });

  test('LIMIT-5: a socket that the relay does not read for long is ended, too', async () => {
    const store = new GatedStore();
    const { connect, settle, time } = await sceneWith({
      store,
      limits: { maxUnstored: 2_000, heartbeat: 1_000 },
    });
    const ana = connect('ana');
    await settle();
    ana.open(t1);
    await settle();
    store.hold('append');
    for (let i = 0; i < 30; i++) ana.opened(t1).doc.getText('text:notes').insert(0, 'z'.repeat(100));
    await settle();
    await time.advance(8_000);
    expect(ana.socket.readyState).toBe(WebSocket.OPEN);
    await time.advance(1_000);
    expect(ana.socket.readyState).toBe(WebSocket.CLOSED);
  });
});

describe('LIMIT-7: a token ends in mid-connection', () => {
  test('LIMIT-7: the socket is closed when it does', async () => {
    const { connect, settle, time } = await scene({ heartbeat: 10 ** 9 });
    const ana = connect('ana');
    await settle();
    await time.advance(86_400_000 - 1);
    expect(ana.socket.closed).toBeUndefined();
    await time.advance(1);
    expect(ana.socket.closed?.code).toBe(closeCodes.unauthorized);
  });
});

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
