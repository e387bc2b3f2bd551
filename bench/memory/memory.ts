/**
 * What a connection, an open document, one that was opened and closed, and one that never was take of a server's memory, and
 * what documents add to its start. Everybody has a fresh process on a store of the same 2,000 documents; only what documents
 * take that nobody opens is seen on 100,000 and a tenth of them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Bench } from '../bench.ts';
import { dialectOf, type Spoken } from '../fan-out/dialects.ts';
import { opened, fill } from '../first-sync/peer-documents.ts';
import { folderFor } from '../folder.ts';
import { startPeer } from '../peers.ts';
import { say } from '../progress.ts';
import { startRelay } from '../relay-process.ts';
import { benchResult } from '../result.ts';
import type { ServerProcess } from '../server-process.ts';
import { makeShop, namesOf, updatesOf, type BenchShop } from '../shop.ts';
import { sideBySide, together, type Figures } from '../side-by-side.ts';
import { openDocuments } from './open-documents.ts';

/** Documents that are opened, sockets, and how often all of them are opened and closed. */
const open = 2_000;
const sockets = 500;
const times = 4;
/** How long nobody edits what is open before it is measured, and how long it is closed, in milliseconds: the same for everybody. */
const idle = 15_000;
const closed = 3_000;

export const memory: Bench = async (asked, stack) => {
  const { docs, rounds, peers, quick } = asked;
  const some = quick ? 10 : open;
  const all = Math.max(docs, some);
  const full = await makeShop(all, stack);
  const tenth = await makeShop(Math.ceil(all / 10), stack);
  const equal = await makeShop(some, stack);
  const empty = await makeShop(0, stack);
  const starts = await sideBySide(
    [
      { name: 'full', measure: () => startOf(full) },
      { name: 'empty', measure: () => startOf(empty) },
    ],
    rounds,
  );
  const solder = async (): Promise<Figures> => {
    await using stack = new AsyncDisposableStack();
    const relay = await startRelay(equal.folder, stack, { collects: true });
    const url = `ws://${relay.host}:${relay.port}/sync`;
    const spoken: Spoken = { dialect: 'solder', url, token: equal.token };
    return await opening(relay, spoken, some, quick, stack);
  };
  const never = async (): Promise<Figures> => {
    await using stack = new AsyncDisposableStack();
    // Beside a tenth of them, and not beside none: what the store caches at most is full with either.
    const lesser = await startRelay(tenth.folder, stack, { collects: true });
    const relay = await startRelay(full.folder, stack, { collects: true });
    for (const each of [lesser, relay]) await settled(each, quick);
    // What the process has of two starts on one store differs by ten megabytes, a hundred bytes for each; this tells single ones.
    const more = relay.held() - lesser.held();
    return { perClosedBytes: Math.round(more / (all - Math.ceil(all / 10))) };
  };
  const figures = await together(
    [
      { name: 'solder', measure: solder },
      { name: 'never', measure: never },
      ...(peers
        ? (['yWebsocketServer', 'hocuspocus'] as const).map((name) => ({
            name,
            measure: () => peer(name, some, quick),
          }))
        : []),
    ],
    rounds,
  );
  const { solder: own, never: unopened, ...others } = Object.fromEntries(figures);
  const startMs = starts.get('full')?.['ms'] ?? null;
  const startMsEmpty = starts.get('empty')?.['ms'] ?? null;
  const about = { docs: all, opened: some, timesOpened: times, rounds };
  return benchResult('memory', about, {
    solder: { ...own, ...unopened, startMs, startMsEmpty },
    ...others,
  });
};

async function peer(name: 'yWebsocketServer' | 'hocuspocus', some: number, quick: boolean): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const disk = await folderFor(stack);
  const first = await startPeer(name, { disk }, stack);
  await fill(name, first.url, updatesOf(some));
  await first.stop();
  const server = await startPeer(name, { disk, collects: true }, stack);
  const dialect = name === 'hocuspocus' ? 'hocuspocus' : 'plain';
  return await opening(server, { dialect, url: server.url, token: '' }, some, quick, stack);
}

async function opening(
  server: ServerProcess,
  spoken: Spoken,
  some: number,
  quick: boolean,
  stack: AsyncDisposableStack,
): Promise<Figures> {
  const names = namesOf(some);
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
  end(holders);
  const left = [await afterClosing(server, quick)];
  for (let time = 1; time < times; time++) {
    end(await openDocuments(spoken, names));
    left.push(await afterClosing(server, quick));
  }
  // The first time brings with it what comes once.
  const [second = 0, last = 0] = [left[1], left.at(-1)];
  const perConnection = Math.max(0, withSockets - base) / count;
  return {
    perConnection: Math.round(perConnection),
    // Without the sockets, of which one server needs one for each document and the others one or two for all.
    perOpen: Math.round((after - before - perConnection * holders.length) / some),
    perOpenWithSockets: Math.round((after - before) / some),
    perOpenedAndClosed: Math.round((second - before) / some),
    perOpenedAgain: Math.round((last - second) / (some * (times - 2))),
  };
}

async function afterClosing(server: ServerProcess, quick: boolean): Promise<number> {
  if (!quick) await pause(closed);
  return settled(server, quick);
}

async function greeted(spoken: Spoken, name: string): Promise<WebSocket> {
  const dialect = dialectOf(spoken, name, 1);
  const socket = await opened(dialect.url);
  for (const frame of dialect.greet()) socket.send(frame);
  return socket;
}

const end = (all: readonly WebSocket[]): void => all.forEach((socket) => socket.terminate());

async function startOf({ folder }: BenchShop): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const from = performance.now();
  await startRelay(folder, stack);
  return { ms: Math.round(performance.now() - from) };
}

/** The memory when it has neither grown nor shrunk by a megabyte for a second, or for a moment in the quick form. */
async function settled(server: ServerProcess, quick: boolean): Promise<number> {
  let last = await server.memory();
  for (let quiet = 0; quiet < (quick ? 1 : 4);) {
    server.collect();
    await pause(quick ? 50 : 250);
    const now = await server.memory();
    quiet = Math.abs(now - last) < 2 ** 20 ? quiet + 1 : 0;
    last = now;
  }
  say(`${Math.round(last / 2 ** 20)} MB`);
  return last;
}
