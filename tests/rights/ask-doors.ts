/** Asks a relay at its doors and gives back all that is sent, as text in which any byte can be searched. */
import { once } from 'node:events';
import { WebSocket as Socket } from 'ws';
import type { Running } from '../../server/process-scene.ts';
import { encodeUp, decodeDown } from '../../shared/protocol/codec.ts';
import type { Up } from '../../shared/protocol/messages.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import type { Request } from './any-request.ts';

/** Everything of an answer, as one text in which any byte can be searched. */
export async function ask(
  { url }: Running,
  { method, path, body, headers }: Request,
  token: string,
): Promise<string> {
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== '' && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return `${response.status}\n${JSON.stringify([...response.headers])}\n${bytes.toString('latin1')}`;
}

/** What a socket is sent until it is closed, or has all pages and an answer to each record that it opened; pages are unpacked. */
export async function hear(url: string, said: readonly Up[]): Promise<string> {
  const socket = new Socket(url);
  const frames: Uint8Array[] = [];
  socket.on('error', () => {});
  const over = once(socket, 'close');
  const opened = said.filter(({ type }) => type === 'open').length;
  const answered = new Promise<void>((resolve) => {
    let answers = 0;
    let isWhole = false;
    socket.on('message', (data: Buffer) => {
      frames.push(data);
      const frame = decodeDown(data);
      if (frame.type !== 'message') return;
      const { message } = frame;
      if (message.type === 'opened' || message.type === 'closed') answers++;
      if (message.type === 'page') {
        isWhole = !message.more;
        if (message.more) socket.send(encodeUp({ type: 'catch-up', cursor: message.cursor, kinds: [] }));
      }
      if (isWhole && answers >= opened) resolve();
    });
  });
  socket.on('open', () => {
    for (const message of said) socket.send(encodeUp(message));
  });
  await Promise.race([over, answered]);
  socket.terminate();
  const texts = frames.map(async (bytes) => {
    const frame = decodeDown(bytes);
    const raw = Buffer.from(bytes).toString('latin1');
    if (frame.type !== 'message' || frame.message.type !== 'page') return raw;
    const page = await decodePageBody(frame.message.body);
    return (
      raw +
      JSON.stringify(page, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      )
    );
  });
  return (await Promise.all(texts)).join('\n');
}

export const socketOf = ({ url }: Running): string => `${url.replace('http', 'ws')}/sync`;

/** Says something at a plain door and waits for an answer or the end of it. */
export async function shout(url: string, message: Uint8Array): Promise<void> {
  const socket = new Socket(url);
  socket.on('error', () => {});
  const over = once(socket, 'close');
  socket.on('open', () => socket.send(message));
  await Promise.race([over, once(socket, 'message').catch(() => undefined)]);
  socket.close();
  await over;
}
