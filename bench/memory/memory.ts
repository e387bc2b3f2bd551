/** What a connection, an open document and a closed one take of a server's memory, and what documents add to its start. */
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Bench } from '../bench.ts';
import { dialectOf, type Spoken } from '../fan-out/dialects.ts';
import { opened, fill } from '../first-sync/peer-documents.ts';
import { folderFor } from '../folder.ts';
import type { Asked } from '../flags.ts';
import { startPeer } from '../peers.ts';
import { say } from '../progress.ts';
import { startRelay, type RelayProcess } from '../relay-process.ts';
import type { ServerProcess } from '../server-process.ts';
import { makeShop, records } from '../shop.ts';
import { sideBySide, type Figures } from '../side-by-side.ts';
import { openDocuments } from './open-documents.ts';

/** Documents that are opened, and sockets. */
const open = 2_000;
const sockets = 500;
/** How long nobody edits what is open before it is measured, in milliseconds: the same for everybody. */
const idle = 15_000;

export const memory: Bench = async (asked, stack) => {
  const { docs, rounds, peers, quick } = asked;
  const some = quick ? 10 : open;
  const all = Math.max(docs, some);
  const few = Math.ceil(all / 10);
  const full = await makeShop(all, stack);
  const tenth = await makeShop(few, stack);
  const empty = await makeShop(0, stack);
  const solder = async (): Promise<Figures> => {
    await using stack = new AsyncDisposableStack();
    const [none, startMsEmpty] = await started(empty.folder, stack);
    await none.stop();
    // Beside a tenth of them, and not beside none: what the store caches at most is full with either.
    const [lesser] = await started(tenth.folder, stack);
    const [relay, startMs] = await started(full.folder, stack);
    const closed = ((await settled(relay, quick)) - (await settled(lesser, quick))) / (all - few);
    await lesser.stop();
    const url = `ws://${relay.host}:${relay.port}/sync`;
    const spoken: Spoken = { dialect: 'solder', url, token: full.token };
    const { perConnection, perOpen } = await opening(relay, spoken, asked, stack);
    return { perClosedBytes: Math.round(closed), perConnection, perOpen, startMs, startMsEmpty };
  };
  const figures = await sideBySide(
    [
      { name: 'solder', measure: solder },
      ...(peers
        ? (['yWebsocketServer', 'hocuspocus'] as const).map((name) => ({
            name,
            measure: () => peer(name, asked),
          }))
        : []),
    ],
    rounds,
  );
  const { solder: own, ...others } = Object.fromEntries(figures);
  return { bench: 'memory', docs: all, opened: some, rounds, solder: own, peers: others };
};

async function peer(name: 'yWebsocketServer' | 'hocuspocus', asked: Asked): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const disk = await folderFor(stack);
  const first = await startPeer(name, { disk }, stack);
  await fill(name, first.url, updates(open));
  await first.stop();
  const server = await startPeer(name, { disk, collects: true }, stack);
  const dialect = name === 'hocuspocus' ? 'hocuspocus' : 'plain';
  const { perConnection, perOpen } = await opening(
    server,
    { dialect, url: server.url, token: '' },
    asked,
    stack,
  );
  return { perClosedBytes: null, perConnection, perOpen, startMs: null, startMsEmpty: null };
}

async function opening(
  server: ServerProcess,
  spoken: Spoken,
  { quick }: Asked,
  stack: AsyncDisposableStack,
): Promise<{ readonly perConnection: number; readonly perOpen: number }> {
  const names = Array.from(records(quick ? 10 : open), ({ name }) => `${name.kind}/${name.id}`);
  // Sockets that say hello; where each is of a document, they open one and the same. What the first ones bring with them,
  // threads and room for a rush, is of no connection: it is there when the others come.
  const count = quick ? 10 : sockets;
  const greet = (): Promise<readonly WebSocket[]> =>
    Promise.all(Array.from({ length: count }, () => greeted(spoken, names[0] ?? '')));
  end(await greet());
  const base = await settled(server, quick);
  const here = await greet();
  const withSockets = await settled(server, quick);
  end(here);
  const before = await settled(server, quick);
  const holders = await openDocuments(spoken, names);
  stack.defer(() => end(holders));
  // An open document that nobody edits is what most are; what a server does about that comes after a while.
  if (!quick) await pause(idle);
  const after = await settled(server, quick);
  return {
    perConnection: Math.round((withSockets - base) / count),
    perOpen: Math.round((after - before) / names.length),
  };
}

async function greeted(spoken: Spoken, name: string): Promise<WebSocket> {
  const dialect = dialectOf(spoken, name, 1);
  const socket = await opened(dialect.url);
  for (const frame of dialect.greet()) socket.send(frame);
  return socket;
}

const end = (all: readonly WebSocket[]): void => all.forEach((socket) => socket.terminate());

async function started(
  folder: string,
  stack: AsyncDisposableStack,
): Promise<readonly [RelayProcess, number]> {
  const from = performance.now();
  const relay = await startRelay(folder, stack, { collects: true });
  return [relay, Math.round(performance.now() - from)];
}

/** The memory when it has not grown for a second, or for a moment in the quick form: the least that was seen. */
async function settled(server: ServerProcess, quick: boolean): Promise<number> {
  let least = await server.memory();
  for (let quiet = 0; quiet < (quick ? 1 : 4);) {
    server.collect();
    await pause(quick ? 50 : 250);
    const now = await server.memory();
    quiet = Math.abs(now - least) < 2 ** 20 ? quiet + 1 : 0;
    least = now;
  }
  say(`${Math.round(least / 2 ** 20)} MB`);
  return least;
}

function* updates(docs: number): Generator<readonly [string, Uint8Array]> {
  for (const { name, update } of records(docs)) yield [`${name.kind}/${name.id}`, update];
}
