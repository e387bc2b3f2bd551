/** Documents of a shop over the peers' own protocols: put there once, fetched whole, or compared with what is here. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createDecoder, readVarString } from 'lib0/decoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { Heard } from '../fan-out/dialect.ts';
import { HocuspocusDialect } from '../fan-out/hocuspocus-dialect.ts';
import { PlainDialect } from '../fan-out/plain-dialect.ts';

/** What a device holds of a shop. */
export type Held = Map<string, Y.Doc>;

/** Documents under way at once; Hocuspocus takes a hundred that are not let in yet. */
const atOnce = 100;

/** y-websocket: a socket for each document. It is closed when its document is here, so that ten thousand are possible. */
export async function syncPlain(url: string, names: readonly string[], held: Held): Promise<void> {
  await inParallel(names, async (name) => {
    const doc = docOf(held, name);
    const dialect = new PlainDialect(url, name);
    const socket = await opened(dialect.url);
    await new Promise<void>((resolve, reject) => {
      socket.on('message', (bytes: Buffer) => {
        const heard = dialect.hear(bytes);
        if (heard.type !== 'ready') return answer(socket, heard, reject);
        Y.applyUpdate(doc, heard.update);
        resolve();
      });
      socket.on('error', reject);
      socket.send(dialect.ask(Y.encodeStateVector(doc)));
    });
    socket.terminate();
  });
}

/** Nothing comes for so long: what was on its way is here, in milliseconds. */
const quietFor = 3_000;

/** What y-websocket-server has of documents that come from its disk some time after it said that they were synced. */
export async function contentHeld(url: string, names: readonly string[]): Promise<Held> {
  const held: Held = new Map();
  let heardAt = performance.now();
  const sockets = await Promise.all(
    names.map(async (name) => {
      const doc = docOf(held, name);
      const dialect = new PlainDialect(url, name);
      const socket = await opened(dialect.url);
      socket.on('message', (bytes: Buffer) => {
        const heard = dialect.hear(bytes);
        heardAt = performance.now();
        if (heard.type === 'ready' || heard.type === 'update') Y.applyUpdate(doc, heard.update);
      });
      socket.send(dialect.ask(new Uint8Array([0])));
      return socket;
    }),
  );
  while (performance.now() - heardAt < quietFor) await pause(100);
  for (const socket of sockets) socket.terminate();
  return held;
}

/** Hocuspocus: all documents on one socket. */
export async function syncHocuspocus(url: string, names: readonly string[], held: Held): Promise<void> {
  const socket = await opened(url);
  const waiting = new Map<string, (bytes: Buffer) => void>();
  const failed = new Promise<never>((_resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`Hocuspocus closed the socket with ${code}`)));
  });
  failed.catch(() => undefined);
  socket.on('message', (bytes: Buffer) => waiting.get(readVarString(createDecoder(bytes)))?.(bytes));
  const synced = inParallel(names, async (name) => {
    const doc = docOf(held, name);
    const dialect = new HocuspocusDialect(url, name, Y.encodeStateVector(doc));
    await new Promise<void>((resolve, reject) => {
      waiting.set(name, (bytes) => {
        const heard = dialect.hear(bytes);
        if (heard.type !== 'ready') return answer(socket, heard, reject);
        Y.applyUpdate(doc, heard.update);
        resolve();
      });
      for (const frame of dialect.greet()) socket.send(frame);
    });
  });
  await Promise.race([synced, failed]);
  socket.terminate();
}

/** Puts documents there, one after the other a hundred at a time, and waits until the server has read each. */
export async function fill(
  name: 'yWebsocketServer' | 'hocuspocus',
  url: string,
  updates: Iterable<readonly [string, Uint8Array]>,
): Promise<void> {
  await inParallel(updates, async ([document, update]) => {
    const dialect =
      name === 'hocuspocus' ? new HocuspocusDialect(url, document) : new PlainDialect(url, document);
    const socket = await opened(dialect.url);
    let isSent = false;
    await new Promise<void>((resolve, reject) => {
      socket.on('message', (bytes: Buffer) => {
        const heard = dialect.hear(bytes);
        if (heard.type !== 'ready') return answer(socket, heard, reject);
        if (isSent) return resolve();
        isSent = true;
        socket.send(dialect.frame(update));
        // It is answered behind the update.
        socket.send(dialect.ask(new Uint8Array([0])));
      });
      socket.on('error', reject);
      for (const frame of dialect.greet()) socket.send(frame);
    });
    socket.close();
    await once(socket, 'close');
  });
}

function answer(socket: WebSocket, heard: Heard, failed: (error: Error) => void): void {
  if (heard.type === 'say') for (const frame of heard.frames) socket.send(frame);
  if (heard.type === 'failed') failed(new Error(heard.why));
}

export async function opened(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.binaryType = 'nodebuffer';
  await once(socket, 'open');
  return socket;
}

function docOf(held: Held, name: string): Y.Doc {
  const doc = held.get(name) ?? new Y.Doc();
  held.set(name, doc);
  return doc;
}

export async function inParallel<T>(all: Iterable<T>, work: (one: T) => Promise<void>): Promise<void> {
  const next = all[Symbol.iterator]();
  const shared: Iterable<T> = { [Symbol.iterator]: () => ({ next: () => next.next() }) };
  const worker = async (): Promise<void> => {
    for (const one of shared) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
