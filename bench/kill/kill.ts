/**
 * What is lost when a server is killed under load (SIGKILL): updates that its users took for safe, and that it does not have
 * after a restart on the same data. For Solder those are the acknowledged ones; the others acknowledge nothing that is on
 * disk, so it is what came back: applied and told to everybody else.
 */
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Bench } from '../bench.ts';
import type { Spoken } from '../fan-out/dialects.ts';
import { forkLoad } from '../fan-out/fork-load.ts';
import { roomNames } from '../fan-out/sources.ts';
import { folderFor } from '../folder.ts';
import { startPeer } from '../peers.ts';
import { startRelay } from '../relay-process.ts';
import { benchResult } from '../result.ts';
import type { ServerProcess } from '../server-process.ts';
import { makeShop } from '../shop.ts';
import { sideBySide, type Figures } from '../side-by-side.ts';
import type { KillPlan, KillResult } from './load.ts';
import { contentHeld, syncHocuspocus, syncPlain, type Held } from '../first-sync/peer-documents.ts';
import { round, sum } from '../numbers.ts';

interface Victim {
  /** Throws where it lost what it promised to keep. */
  readonly judge?: (figures: Figures) => void;
  /** Starts it, or starts it again, on the same data. */
  readonly start: (
    stack: AsyncDisposableStack,
  ) => Promise<{ readonly server: ServerProcess; readonly spoken: Spoken }>;
  /** What it has of these documents. */
  readonly read: (spoken: Spoken, names: readonly string[]) => Promise<Held>;
}

const perRoom = 5;

export const kill: Bench = async (asked, stack) => {
  const { rounds, peers, seconds, quick } = asked;
  const rooms = quick ? 2 : 20;
  const rate = asked.rate ?? 20;
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
    victims.map(([name, make]) => ({
      name,
      measure: async () => {
        const victim = await make();
        return judged(victim, () => strike(victim, roomNames('typing', rooms), rate, quick ? 0.5 : seconds));
      },
    })),
    rounds,
  );
  const about = { updatesPerSecondAsked: rooms * perRoom * rate, seconds, rounds };
  return benchResult('kill', about, Object.fromEntries(figures));
};

/** What a strike told, where the victim keeps what it promised. @throws what its judge throws */
export async function judged(
  { judge }: Pick<Victim, 'judge'>,
  struck: () => Promise<Figures>,
): Promise<Figures> {
  const told = await struck();
  judge?.(told);
  return told;
}

async function strike(
  victim: Victim,
  names: readonly string[],
  rate: number,
  seconds: number,
): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const { server, spoken } = await victim.start(stack);
  const crowd = { load: 'typing', names, clientsPerRoom: perRoom, writersPerRoom: perRoom } as const;
  const plan: KillPlan = { ...spoken, ...crowd, rate };
  const started = Promise.withResolvers<void>();
  const file = path.join(import.meta.dirname, 'load.ts');
  const result = forkLoad<KillResult>(file, plan, () => started.resolve(), stack);
  await Promise.race([started.promise, result]);
  await pause(seconds * 1_000);
  await server.kill();
  const { writers, sent, ms, cpuSeconds } = await result;
  const again = await victim.start(stack);
  const held = await victim.read(again.spoken, names);
  const confirmed = sum(writers.map(({ ends }) => ends.length));
  const lost = sum(
    writers.map(({ name, client, ends }) => {
      const doc = held.get(name);
      const clock = doc ? Y.getState(doc.store, client) : 0;
      return ends.filter((end) => end > clock).length;
    }),
  );
  return {
    sent,
    updatesPerSecond: Math.round((sent * 1_000) / ms),
    confirmed,
    lost,
    lostPercent: Math.round((100_000 * lost) / Math.max(1, confirmed)) / 1_000,
    loadCpuSeconds: round(cpuSeconds),
  };
}

/**
 * A median of rounds would hide the one in which something was lost. Who acknowledged nothing has kept nothing.
 * @throws Error where an acknowledged update is lost, or none was acknowledged
 */
export function keepsAll({ lost, confirmed }: Figures): void {
  if (confirmed === 0) throw new Error('nothing was acknowledged');
  if (lost !== 0) throw new Error(`${lost} of ${confirmed} acknowledged updates are lost`);
}

async function solder(all: AsyncDisposableStack): Promise<Victim> {
  const { folder, token } = await makeShop(0, all);
  return {
    judge: keepsAll,
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
