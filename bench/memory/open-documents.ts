/** Opens documents and keeps them open, as one device would: on one socket where the protocol has that. */
import { createDecoder, readVarString } from 'lib0/decoding';
import type { WebSocket } from 'ws';
import { protocolVersion } from '../../shared/protocol/codes.ts';
import { decodeDown, encodeUp } from '../../shared/protocol/codec.ts';
import { schemaName } from '../../shared/schema/version.ts';
import type { Dialect } from '../fan-out/dialect.ts';
import { dialectOf, type Spoken } from '../fan-out/dialects.ts';
import { inParallel, opened } from '../first-sync/peer-documents.ts';

/** Documents that one socket of Solder's may have open. */
const channels = 1_000;

/** The sockets, which keep them open until they end. */
export async function openDocuments(spoken: Spoken, names: readonly string[]): Promise<readonly WebSocket[]> {
  if (spoken.dialect === 'hocuspocus') return [await multiplexed(spoken, names)];
  if (spoken.dialect !== 'solder') {
    const sockets: WebSocket[] = [];
    await inParallel(names, async (name) => {
      const dialect = dialectOf(spoken, name, 1);
      const socket = await opened(dialect.url);
      sockets.push(socket);
      const ready = untilReady(socket, dialect);
      for (const frame of dialect.greet()) socket.send(frame);
      await ready;
    });
    return sockets;
  }
  const parts = Array.from({ length: Math.ceil(names.length / channels) }, (_, at) =>
    names.slice(at * channels, (at + 1) * channels),
  );
  return Promise.all(parts.map((part) => onOneSocket(spoken, part)));
}

async function onOneSocket({ url, token }: Spoken, names: readonly string[]): Promise<WebSocket> {
  const socket = await opened(url);
  const all = new Promise<void>((resolve, reject) => {
    let left = names.length;
    socket.on('message', (bytes: Buffer) => {
      const frame = decodeDown(bytes);
      if (frame.type !== 'message') return;
      const { message } = frame;
      if (message.type === 'welcome')
        for (const name of names) socket.send(encodeUp({ type: 'open', name, own: [] }));
      if (message.type === 'closed') reject(new Error(`the relay did not open ${message.name}`));
      if (message.type === 'opened' && --left === 0) resolve();
    });
    socket.on('error', reject);
  });
  socket.send(encodeUp({ type: 'hello', protocol: protocolVersion, schema: schemaName, token }));
  await all;
  return socket;
}

async function multiplexed(spoken: Spoken, names: readonly string[]): Promise<WebSocket> {
  const socket = await opened(spoken.url);
  const waiting = new Map<string, (bytes: Buffer) => void>();
  socket.on('message', (bytes: Buffer) => waiting.get(readVarString(createDecoder(bytes)))?.(bytes));
  await inParallel(names, async (name) => {
    const dialect = dialectOf(spoken, name, 1);
    const ready = new Promise<void>((resolve) => {
      waiting.set(name, (bytes) => {
        const heard = dialect.hear(bytes);
        if (heard.type === 'ready') resolve();
        if (heard.type === 'say') for (const frame of heard.frames) socket.send(frame);
      });
    });
    for (const frame of dialect.greet()) socket.send(frame);
    await ready;
  });
  return socket;
}

const untilReady = (socket: WebSocket, dialect: Dialect): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.on('message', (bytes: Buffer) => {
      const heard = dialect.hear(bytes);
      if (heard.type === 'ready') resolve();
      if (heard.type === 'say') for (const frame of heard.frames) socket.send(frame);
    });
    socket.on('error', reject);
  });
