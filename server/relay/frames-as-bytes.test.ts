import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { framesAsBytes } from './frames-as-bytes.ts';

/** A server that shakes hands and sends `bytes` as they are. */
async function answering(bytes: Buffer): Promise<{ readonly url: string; readonly end: () => void }> {
  const server = createServer((socket) => {
    socket.once('data', (head: Buffer) => {
      const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(head.toString()) ?? [];
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
      socket.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}`, end: () => void server.close() };
}

test('WIRE-11: frames of every length that are joined into one write are read as they were', async () => {
  const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];
  const payloads = lengths.map((length, at) => new Uint8Array(length).fill(at + 1));
  const { url, end } = await answering(framesAsBytes(payloads));
  const socket = new WebSocket(url);
  const heard: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer, isBinary) => {
      expect(isBinary).toBe(true);
      if (heard.push(data) === payloads.length) resolve();
    });
  });
  socket.terminate();
  end();
  expect(heard.map((each) => [each.length, each[0]])).toEqual(payloads.map((each) => [each.length, each[0]]));
});
