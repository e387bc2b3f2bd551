/** A replica in this process, as a device would run it: how long it takes, and apart from that what its connection costs. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { WebSocket } from 'ws';
import { createReplica } from '../../client/replica/replica.ts';
import type { ReplicaOptions } from '../../client/replica/options.ts';
import type { Replica } from '../../client/replica/types.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { countedSocket } from './counted-socket.ts';
import type { CountingProxy } from './counting-proxy.ts';
import { inflateInNode, turnsOfNode } from './platform-of-node.ts';
import { device } from '../../shared/schema/device.ts';
import { shop } from '../shop.ts';
import { round } from '../numbers.ts';

/** Types, so that they are `Figures`. */
export type SyncTimes = {
  readonly ms: number;
  /** Of it, from the moment when the socket was made: without starting the replica. */
  readonly connectMs: number;
};
export type SyncCounts = {
  readonly roundTrips: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly sockets: number;
};

/** A device's disk, which outlives its replica. Null keeps everything in memory. */
export type Disk = IDBFactory | null;

export const freshDisk = (): Disk => new IDBFactory();

export interface SyncPlan {
  readonly port: number;
  readonly token: string;
  /** Records that it has in the end; not counted when absent, which of a large shop from a disk takes far longer than the rest. */
  readonly docs?: number;
  readonly disk: Disk;
}

const completedWithin = 600_000;

/** From before the replica was made to when it had everything, over a socket as it is. @throws as `sync` does. */
export async function timeSync(plan: SyncPlan): Promise<SyncTimes> {
  let from = 0;
  const Timed = class extends WebSocket {
    constructor(url: string) {
      super(url);
      from = performance.now();
    }
  };
  const started = performance.now();
  return sync(plan, Timed, () => {
    const now = performance.now();
    return { ms: round(now - started), connectMs: round(now - from) };
  });
}

/** What goes over the wire until the replica has everything; through the proxy, and each message is looked at. @throws as `sync` does. */
export function countSync(proxy: CountingProxy, plan: Omit<SyncPlan, 'port'>): Promise<SyncCounts> {
  const trips = { count: 0 };
  proxy.reset();
  return sync({ ...plan, port: proxy.port }, countedSocket(trips), () => ({
    roundTrips: trips.count,
    ...proxy.counts(),
  }));
}

/**
 * Starts a replica, waits until it has everything and says so (`tell` is called in that moment), and stops it.
 * @throws when it does not get there, or not to that number of records where one is told.
 */
async function sync<T>(
  { port, token, docs, disk }: SyncPlan,
  socket: ReplicaOptions['WebSocket'],
  tell: () => T,
): Promise<T> {
  const replica = await createReplica({
    url: `ws://127.0.0.1:${port}/sync`,
    getToken: () => Promise.resolve(token),
    shop,
    user: { id: 'ana' },
    time: systemTime,
    random: systemRandom,
    inflate: inflateInNode,
    WebSocket: socket,
    journal: false,
    device: 'bench',
    // The database that stands for a device's keeps the loop of its own process busy, which then looks as if it never were idle.
    ...(disk ? { indexedDB: disk, IDBKeyRange } : { giveTurn: turnsOfNode }),
  });
  try {
    await completed(replica);
    const told = tell();
    if (docs === undefined) return told;
    const { total } = await allRows(replica);
    if (total !== docs) throw new Error(`the replica has ${total} of ${docs} records`);
    return told;
  } finally {
    await replica.stop();
  }
}

/** Resolves when the replica is done for the first time since it was started: it tells when it last was. */
function completed(replica: Replica): Promise<void> {
  const before = replica.status().lastSync;
  return new Promise((resolve, reject) => {
    const finish = (error?: Error): void => {
      unsubscribe();
      clearTimeout(late);
      if (error) reject(error);
      else resolve();
    };
    const look = (): void => {
      const status = replica.status();
      if (status.state === 'completed' && status.lastSync !== before) finish();
      if (status.state === 'error') finish(new Error(`the replica says ${JSON.stringify(status.problem)}`));
    };
    const late = setTimeout(
      () => finish(new Error(`the replica is still ${replica.status().state}`)),
      completedWithin,
    );
    const unsubscribe = replica.subscribeStatus(look);
    look();
  });
}

async function allRows(replica: Replica): Promise<{ readonly total: number }> {
  const kind = device.name;
  while (!replica.rowsLoaded) {
    await new Promise<void>((resolve) => {
      const stop = replica.subscribeRows(kind, () => {
        stop();
        resolve();
      });
    });
  }
  return replica.rows({ kind, limit: 1 });
}
