/** The load of a fan-out, run as a process of its own: `fan-out.ts` hands it its plan. */
import { setTimeout as pause } from 'node:timers/promises';
import { randomInt, seededRandom } from '../shared/lib/random.ts';
import type { FromLoad, LoadPlan, LoadResult } from './fan-out-messages.ts';
import { Latencies } from './latencies.ts';
import { Typist } from './typist.ts';
import { introduce, Writer, type Tally } from './writer.ts';

const readyWithin = 30_000;
/** After the last update was sent, everything has this long to arrive. */
const settleWithin = 15_000;

const tell = (message: FromLoad): void => {
  process.send?.(message);
};

async function load(plan: LoadPlan): Promise<LoadResult> {
  const random = seededRandom(11);
  const tally: Tally = {
    measuring: false,
    updates: 0,
    deliveries: 0,
    gaps: 0,
    delivery: new Latencies(),
    ack: new Latencies(),
  };
  const rooms = plan.names.map((name) =>
    Array.from({ length: plan.writersPerRoom }, () => {
      const typist = new Typist(randomInt(random, 1, 2 ** 32 - 1), 'text:notes', random);
      return new Writer(plan.url, plan.token, name, typist, tally);
    }),
  );
  const writers = rooms.flat();
  const failed = Promise.race(writers.map((writer) => writer.failed));
  try {
    for (const room of rooms) introduce(room);
    const ready = Promise.all(writers.map((writer) => writer.ready)).then(() => 'ready');
    const late = pause(readyWithin, 'late', { ref: false });
    if ((await Promise.race([ready, late, failed])) !== 'ready')
      throw new Error('not all writers became ready');
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
    await Promise.race([settled(writers), failed]);
    return {
      updates: tally.updates,
      deliveries: tally.deliveries,
      ms,
      p50Ms: tally.delivery.percentile(0.5),
      p99Ms: tally.delivery.percentile(0.99),
      ackP99Ms: tally.ack.percentile(0.99),
      lost: tally.gaps + sum(writers.map((writer) => writer.missing)),
      unacknowledged: sum(writers.map((writer) => writer.outstanding)),
      cpuSeconds: (user + system) / 1_000_000,
    };
  } finally {
    for (const writer of writers) writer.end();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0);

/** Keeps `outstanding` unacknowledged updates of each writer under way. */
function saturate(writers: readonly Writer[], outstanding: number): () => void {
  for (const writer of writers) {
    writer.onAck = () => {
      while (writer.outstanding < outstanding) writer.send();
    };
    writer.onAck();
  }
  return () => {
    for (const writer of writers) writer.onAck = () => {};
  };
}

/** Sends `rate` updates a second from each writer, the writers spread evenly over the interval. */
function pace(writers: readonly Writer[], rate: number): () => void {
  const every = 1_000 / rate;
  const started = performance.now();
  const due = writers.map((_, i) => started + (every * i) / writers.length);
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [i, writer] of writers.entries()) {
      while ((due[i] as number) <= now) {
        due[i] = (due[i] as number) + every;
        writer.send();
      }
    }
  }, 1);
  return () => clearInterval(timer);
}

/** Waits until everything has arrived and is acknowledged, or has had its time. */
async function settled(writers: readonly Writer[]): Promise<void> {
  const end = performance.now() + settleWithin;
  const open = (): boolean => writers.some((writer) => writer.missing > 0 || writer.outstanding > 0);
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
