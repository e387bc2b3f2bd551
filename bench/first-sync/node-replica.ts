/** A replica in this process, as a device would run it, with what its connection cost. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createReplica } from '../../client/replica/replica.ts';
import type { Replica } from '../../client/replica/types.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { countedSocket } from './counted-socket.ts';
import type { CountingProxy } from './counting-proxy.ts';
import { inflateInNode, turnsOfNode } from './platform-of-node.ts';
import { device } from '../../shared/schema/device.ts';
import { shop } from '../shop.ts';

/** A type, so that it is one of `Figures`. */
export type SyncResult = {
  readonly ms: number;
  /** Of it, from the moment when the socket was made: without starting the replica. */
  readonly connectMs: number;
  readonly roundTrips: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly sockets: number;
};

/** A device's disk, which outlives its replica. Null keeps everything in memory. */
export type Disk = IDBFactory | null;

export const freshDisk = (): Disk => new IDBFactory();

export interface SyncPlan {
  readonly token: string;
  /** Records that it has in the end; not counted when absent, which of a large shop from a disk takes far longer than the rest. */
  readonly docs?: number;
  readonly disk: Disk;
}

const completedWithin = 600_000;

/**
 * Starts a replica, waits until it has all `docs` records and says so, and stops it. The time is from before it was
 * made to when it was done; what goes over the wire is counted until the same moment.
 * @throws when it does not get there, or not to that number of records where one is told.
 */
export async function syncOnce(proxy: CountingProxy, { token, docs, disk }: SyncPlan): Promise<SyncResult> {
  const trips = { count: 0, from: 0 };
  proxy.reset();
  const started = performance.now();
  const replica = await createReplica({
    url: `ws://127.0.0.1:${proxy.port}/sync`,
    getToken: () => Promise.resolve(token),
    shop,
    user: { id: 'ana' },
    time: systemTime,
    random: systemRandom,
    inflate: inflateInNode,
    WebSocket: countedSocket(trips),
    journal: false,
    device: 'bench',
    // The database that stands for a device's keeps the loop of its own process busy, which then looks as if it never were idle.
    ...(disk ? { indexedDB: disk, IDBKeyRange } : { giveTurn: turnsOfNode }),
  });
  try {
    await completed(replica);
    const now = performance.now();
    const times = { ms: round(now - started), connectMs: round(now - trips.from) };
    const result = { ...times, roundTrips: trips.count, ...proxy.counts() };
    if (docs === undefined) return result;
    const { total } = await allRows(replica);
    if (total !== docs) throw new Error(`the replica has ${total} of ${docs} records`);
    return result;
  } finally {
    await replica.stop();
  }
}

const round = (ms: number): number => Math.round(ms * 100) / 100;

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
