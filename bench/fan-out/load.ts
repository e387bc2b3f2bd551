/** The load of a fan-out, run as a process of its own: `run-load.ts` hands it its plan. */
import { setTimeout as pause } from 'node:timers/promises';
import { randomInt, seededRandom } from '../../shared/lib/random.ts';
import { dialectOf } from './dialects.ts';
import type { FromLoad, LoadPlan, LoadResult } from './messages.ts';
import { pace, saturate } from './pace.ts';
import { Typist } from './typist.ts';
import { introduce, newTally, Writer } from './writer.ts';

const readyWithin = 30_000;
/** After the last update was sent, everything has this long to arrive. */
const settleWithin = 15_000;

const tell = (message: FromLoad): void => {
  process.send?.(message);
};

async function load(plan: LoadPlan): Promise<LoadResult> {
  const random = seededRandom(11);
  const tally = newTally();
  const rooms = plan.names.map((name) =>
    Array.from({ length: plan.clientsPerRoom }, () => {
      const typist = new Typist(randomInt(random, 1, 2 ** 32 - 1), 'text:notes', random);
      return new Writer(dialectOf(plan, name, typist.client), typist, tally);
    }),
  );
  const clients = rooms.flat();
  const writers = rooms.flatMap((room) => room.slice(0, plan.writersPerRoom));
  const failed = Promise.race(clients.map((client) => client.failed));
  try {
    for (const room of rooms) introduce(room);
    const ready = Promise.all(clients.map((client) => client.ready)).then(() => 'ready');
    const late = pause(readyWithin, 'late', { ref: false });
    if ((await Promise.race([ready, late, failed])) !== 'ready')
      throw new Error('not all clients became ready');
    const stop = plan.rate === null ? saturate(writers, plan.outstanding) : pace(writers, plan.rate);
    await Promise.race([pause(plan.warmUpMs), failed]);
    tell({ type: 'measuring' });
    const cpu = process.cpuUsage();
    const started = performance.now();
    tally.measuring = true;
    await Promise.race([pause(plan.measureMs), failed]);
    tally.measuring = false;
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    tell({ type: 'measured' });
    stop();
    await Promise.race([settled(clients), failed]);
    return {
      updates: tally.updates,
      deliveries: tally.deliveries,
      ms,
      p50Ms: tally.delivery.percentile(0.5),
      p99Ms: tally.delivery.percentile(0.99),
      ackP50Ms: tally.ack.percentile(0.5),
      ackP99Ms: tally.ack.percentile(0.99),
      lost: tally.gaps + sum(clients.map((client) => client.missing)),
      unacknowledged: sum(writers.map((writer) => writer.unacknowledged)),
      cpuSeconds: (user + system) / 1_000_000,
      bytes: tally.bytes,
    };
  } finally {
    for (const client of clients) client.end();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0);

/** Waits until everything has arrived and is acknowledged, or has had its time. */
async function settled(clients: readonly Writer[]): Promise<void> {
  const end = performance.now() + settleWithin;
  const open = (): boolean => clients.some((client) => client.missing > 0 || client.outstanding > 0);
  while (open() && performance.now() < end) await pause(20);
}

// Nobody is left to be told.
process.once('disconnect', () => process.exit());

process.once('message', (plan) => {
  load(plan as LoadPlan)
    .then((result) => tell({ type: 'done', result }))
    .catch((error: unknown) =>
      tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
    )
    .finally(() => process.disconnect());
});
