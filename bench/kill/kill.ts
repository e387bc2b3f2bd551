/**
 * What is lost when a server is killed under load (SIGKILL): updates that its users took for safe, and that it does not have
 * after a restart on the same data. For Solder those are the acknowledged ones; the others acknowledge nothing that is on
 * disk, so it is what came back: applied and told to everybody else.
 */
import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { seededRandom, randomInt } from '../../shared/lib/random.ts';
import type { Bench } from '../bench.ts';
import { dialectOf, type Spoken } from '../fan-out/dialects.ts';
import { pace } from '../fan-out/pace.ts';
import { Typist } from '../fan-out/typist.ts';
import { introduce, newTally, Writer } from '../fan-out/writer.ts';
import type { Asked } from '../flags.ts';
import { folderFor } from '../folder.ts';
import { startPeer } from '../peers.ts';
import { startRelay } from '../relay-process.ts';
import type { ServerProcess } from '../server-process.ts';
import { makeShop } from '../shop.ts';
import { sideBySide, type Figures } from '../side-by-side.ts';
import { contentHeld, syncHocuspocus, syncPlain, type Held } from '../first-sync/peer-documents.ts';

interface Victim {
  /** Starts it, or starts it again, on the same data. */
  readonly start: (
    stack: AsyncDisposableStack,
  ) => Promise<{ readonly server: ServerProcess; readonly spoken: Spoken }>;
  /** What it has of these documents. */
  readonly read: (spoken: Spoken, names: readonly string[]) => Promise<Held>;
}

export const kill: Bench = async (asked, stack) => {
  const { rounds, peers, rate = 20, seconds, quick } = asked;
  const rooms = quick ? 2 : 20;
  const victims: readonly (readonly [string, () => Promise<Victim>])[] = [
    ['solder', () => solder(stack)],
    ...(peers
      ? ([
          ['yWebsocketServer', () => plain(stack)],
          ['hocuspocus', () => hocuspocus(stack)],
        ] as const)
      : []),
  ];
  const figures = await sideBySide(
    victims.map(([name, make]) => ({ name, measure: async () => strike(await make(), rooms, asked) })),
    rounds,
  );
  const { solder: own, ...others } = Object.fromEntries(figures);
  return { bench: 'kill', updatesPerSecond: rooms * 5 * rate, seconds, rounds, solder: own, peers: others };
};

async function strike(victim: Victim, rooms: number, { rate = 20, seconds, quick }: Asked): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const { server, spoken } = await victim.start(stack);
  const random = seededRandom(13);
  const tally = newTally();
  const names = Array.from({ length: rooms }, (_, i) => `ticket/room-${i}`);
  const writers = names.flatMap((name) => {
    const room = Array.from({ length: 5 }, () => {
      const typist = new Typist(randomInt(random, 1, 2 ** 32 - 1), 'text:notes', random);
      return new Writer(dialectOf(spoken, name, typist.client), typist, tally);
    });
    introduce(room);
    return room;
  });
  for (const writer of writers) writer.failed.catch(() => undefined);
  await Promise.all(writers.map((writer) => writer.ready));
  const stop = pace(writers, rate);
  await pause(quick ? 500 : seconds * 1_000);
  await server.kill();
  stop();
  const confirmed = writers.map((writer) => writer.confirmed);
  const sent = sum(writers.map((writer) => writer.sent.ends.length));
  for (const writer of writers) writer.end();
  const again = await victim.start(stack);
  const held = await victim.read(again.spoken, names);
  const lost = writers.map((writer, at) => {
    const doc = held.get(names[Math.floor(at / 5)] ?? '');
    const clock = doc ? Y.getState(doc.store, writer.typist.client) : 0;
    const { ends } = writer.sent;
    return ends.slice(0, confirmed[at]).filter((end) => end > clock).length;
  });
  return {
    sent,
    confirmed: sum(confirmed),
    lost: sum(lost),
    lostPercent: Math.round((1_000 * sum(lost)) / Math.max(1, sum(confirmed))) / 10,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0);

async function solder(all: AsyncDisposableStack): Promise<Victim> {
  const { folder, token } = await makeShop(0, all);
  return {
    async start(stack) {
      const server = await startRelay(folder, stack);
      return { server, spoken: { dialect: 'solder', url: `ws://${server.host}:${server.port}/sync`, token } };
    },
    async read({ url }, names) {
      const byAddress: Held = new Map();
      await syncPlain(
        `${url}/bench`,
        names.map((name) => `${name}?token=${token}`),
        byAddress,
      );
      return new Map([...byAddress].map(([address, doc]) => [address.split('?')[0] ?? '', doc]));
    },
  };
}

async function plain(all: AsyncDisposableStack): Promise<Victim> {
  const disk = await folderFor(all);
  return {
    async start(stack) {
      const server = await startPeer('yWebsocketServer', { disk }, stack);
      return { server, spoken: { dialect: 'plain', url: server.url, token: '' } };
    },
    // It says that a document is synced before what is on its disk is in it.
    read: ({ url }, names) => contentHeld(url, names),
  };
}

async function hocuspocus(all: AsyncDisposableStack): Promise<Victim> {
  const disk = await folderFor(all);
  return {
    async start(stack) {
      const server = await startPeer('hocuspocus', { disk }, stack);
      return { server, spoken: { dialect: 'hocuspocus', url: server.url, token: '' } };
    },
    async read({ url }, names) {
      const held: Held = new Map();
      await syncHocuspocus(url, names, held);
      return held;
    },
  };
}
