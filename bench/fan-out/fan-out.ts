/**
 * How many updates a server passes on, at what cost and how soon, beside servers that check and store less: by turns,
 * the load in a process of its own.
 */
import type { Bench } from '../bench.ts';
import type { Asked } from '../flags.ts';
import { folderFor } from '../folder.ts';
import { fsyncMs } from '../fsync.ts';
import { peerNames, startPeer, type PeerName } from '../peers.ts';
import { say } from '../progress.ts';
import { startRelay } from '../relay-process.ts';
import { benchResult, type BenchResult } from '../result.ts';
import { makeShop } from '../shop.ts';
import { sideBySide, type Figures } from '../side-by-side.ts';
import type { DialectName } from './dialect.ts';
import type { LoadPlan } from './messages.ts';
import type { LoadName } from './source.ts';
import { runLoad, type LoadMeasured } from './run-load.ts';
import { roomNames } from './sources.ts';
import { round } from '../numbers.ts';

/** Who is in which rooms. */
export interface Crowd {
  readonly rooms: number;
  readonly clientsPerRoom: number;
  readonly writersPerRoom: number;
}

const outstanding = 32;

/** What is sent, in words. */
const loads: Readonly<Record<LoadName, string>> = {
  typing:
    'letters behind each other, and in every 40th update a deletion; of one writer, those of one turn are taken as one (rule ROOM-16, docs/decisions/0029-letters-that-are-taken-together.md)',
  fields: 'values of fields, each of which replaces the one before; nothing of that is joined (rule ROOM-16)',
  paper:
    'letters one by one, and of five updates about one that takes a letter back; only the letters between two deletions are joined (rule ROOM-16)',
};

const dialects: Readonly<Record<PeerName, DialectName>> = {
  ws: 'forward',
  yWebsocketServer: 'plain',
  hocuspocus: 'hocuspocus',
};

export const fanOut: Bench = (asked) =>
  measureFanOut('fan-out', asked, { rooms: asked.quick ? 2 : 20, clientsPerRoom: 5, writersPerRoom: 5 });

/** One document with many readers, some of whom write. */
export const hotRoom: Bench = (asked) => {
  const crowd = { rooms: 1, clientsPerRoom: asked.quick ? 5 : 50, writersPerRoom: asked.quick ? 2 : 10 };
  return measureFanOut('hot-room', { ...asked, rate: asked.rate ?? 20 }, crowd);
};

async function measureFanOut(
  bench: 'fan-out' | 'hot-room',
  asked: Asked,
  crowd: Crowd,
): Promise<BenchResult> {
  const { rate, seconds, rounds, peers, load } = asked;
  const each = rate === undefined ? `${outstanding} outstanding` : `${rate} updates/s`;
  say(
    `${crowd.rooms} rooms of ${crowd.clientsPerRoom}, ${crowd.writersPerRoom} of them writing, ${each} each: ${loads[load]}`,
  );
  const contestants = [
    { name: 'solder', measure: () => solder(asked, crowd) },
    ...(peers ? peerNames : []).map((name) => ({ name, measure: () => peer(name, asked, crowd) })),
  ];
  const { solder: own = {}, ...others } = Object.fromEntries(await sideBySide(contestants, rounds));
  const { fsyncMs: fsync, ...figures } = own;
  const about = { load, sends: loads[load], ...crowd, rate: rate ?? null, seconds, rounds, fsyncMs: fsync };
  return benchResult(bench, about, { solder: figures, ...others });
}

async function solder(asked: Asked, crowd: Crowd): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const shop = await makeShop(0, stack);
  const fsync = await fsyncMs(shop.folder);
  const relay = await startRelay(shop.folder, stack, { profile: asked.profile });
  const url = `ws://${relay.host}:${relay.port}/sync`;
  const plan = planOf(asked, crowd, { dialect: 'solder', url, token: shop.token });
  const measured = await runLoad(plan, relay, stack);
  const { lost, repeats, differing, unacknowledged } = measured.result;
  if (unacknowledged > 0) throw new Error(`${unacknowledged} updates were never acknowledged`);
  if (lost > 0) throw new Error(`${lost} updates were never delivered`);
  if (repeats > 0) throw new Error(`${repeats} updates were delivered twice`);
  if (differing > 0) throw new Error(`a reader of ${differing} rooms has something else than what was sent`);
  return { ...figuresOf(measured), fsyncMs: fsync };
}

async function peer(name: PeerName, asked: Asked, crowd: Crowd): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  // Hocuspocus stores what it passes on now and then; y-websocket-server is faster when it keeps nothing.
  const server = await startPeer(
    name,
    { disk: name === 'hocuspocus' ? await folderFor(stack) : undefined },
    stack,
  );
  const plan = planOf(asked, crowd, { dialect: dialects[name], url: server.url, token: '' });
  return figuresOf(await runLoad(plan, server, stack));
}

const planOf = (
  { load, rate, seconds, quick }: Asked,
  { rooms, clientsPerRoom, writersPerRoom }: Crowd,
  to: Pick<LoadPlan, 'dialect' | 'url' | 'token'>,
): LoadPlan => ({
  ...to,
  load,
  names: roomNames(load, rooms),
  clientsPerRoom,
  writersPerRoom,
  outstanding,
  rate: rate ?? null,
  warmUpMs: quick ? 200 : 4_000,
  measureMs: quick ? 300 : seconds * 1_000,
});

function figuresOf({ result, cpuSeconds, memory }: LoadMeasured): Figures {
  const { updates, deliveries, ms, p50Ms, p99Ms, ackP50Ms, ackP99Ms, lost, repeats, differing } = result;
  return {
    updatesPerSecond: Math.round((updates * 1_000) / ms),
    deliveriesPerSecond: Math.round((deliveries * 1_000) / ms),
    // The clock of processor time is coarse: a short stretch may not have moved it.
    deliveriesPerCpuSecond: cpuSeconds > 0 ? Math.round(deliveries / cpuSeconds) : null,
    bytesPerDelivery: deliveries > 0 ? Math.round(result.bytes / deliveries) : null,
    p50Ms,
    p99Ms,
    ackP50Ms: ackP50Ms > 0 ? ackP50Ms : null,
    ackP99Ms: ackP99Ms > 0 ? ackP99Ms : null,
    lateP99Ms: result.lateP99Ms > 0 ? result.lateP99Ms : null,
    lost,
    repeats,
    differing,
    cpuSeconds: round(cpuSeconds),
    loadCpuSeconds: round(result.cpuSeconds),
    memoryMb: Math.round(memory / 2 ** 20),
  };
}
