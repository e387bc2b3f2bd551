/** The clients of a load: rooms of sockets, each with one document open. */
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../shared/lib/random.ts';
import { dialectOf } from './dialects.ts';
import type { CrowdPlan } from './messages.ts';
import { sourceOf } from './sources.ts';
import { introduce, newTally, Writer, type Tally } from './writer.ts';

const readyWithin = 30_000;

export interface Crowd {
  readonly rooms: readonly (readonly Writer[])[];
  readonly clients: readonly Writer[];
  readonly writers: readonly Writer[];
  readonly tally: Tally;
  /** Rejects when one of them is cut off; never resolves. */
  readonly failed: Promise<never>;
}

export function crowdOf(plan: CrowdPlan): Crowd {
  const random = seededRandom(11);
  const tally = newTally();
  const rooms = plan.names.map((name) =>
    Array.from({ length: plan.clientsPerRoom }, (_, place) => {
      const source = sourceOf(plan.load, place, random);
      return new Writer(dialectOf(plan, name, source.client), source, tally);
    }),
  );
  for (const room of rooms) introduce(room);
  const clients = rooms.flat();
  const failed = Promise.race(clients.map((client) => client.failed));
  failed.catch(() => undefined);
  return {
    rooms,
    clients,
    writers: rooms.flatMap((room) => room.slice(0, plan.writersPerRoom)),
    tally,
    failed,
  };
}

/** Resolves when each has its document open. @throws when one of them has not in time. */
export async function allReady({ clients, failed }: Crowd): Promise<void> {
  const ready = Promise.all(clients.map((client) => client.ready)).then(() => 'ready');
  const late = pause(readyWithin, 'late', { ref: false });
  if ((await Promise.race([ready, late, failed])) !== 'ready')
    throw new Error('not all clients became ready');
}
