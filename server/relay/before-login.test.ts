import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { WebSocket } from 'ws';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeDown, encodeUp } from '../../shared/protocol/codec.ts';
import { closeCodes, protocolVersion } from '../../shared/protocol/codes.ts';
import { FakeSocket } from './testing/fake-socket.ts';
import { realServer, type RealServer } from './testing/real-server.ts';
import { scene } from './testing/scene.ts';

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

const hello = (token: string, protocol = protocolVersion, schema = ''): Uint8Array =>
  encodeUp({ type: 'hello', protocol, schema, token });

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

  test.each<[string, number | undefined]>([
    ['', closeCodes.upgradeRequired],
    ['oldhash', closeCodes.upgradeRequired],
    ['6.oldhash', closeCodes.upgradeRequired],
    ['7.hash', undefined],
    ['8.newhash', undefined],
  ])('VERSION-1: a relay that works with schema 7 and newer hears of %j', async (schema, code) => {
    const { relay, settle } = await scene({}, { oldestSchema: 7 });
    const socket = new FakeSocket();
    relay.accept(socket.asWebSocket);
    socket.say(hello('ana', protocolVersion, schema));
    await settle();
    expect(socket.closed?.code).toBe(code);
    expect(socket.inbox.length > 0).toBe(code === undefined);
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
