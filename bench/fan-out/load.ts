/** The load of a fan-out, run as a process of its own: `run-load.ts` hands it its plan. */
import { setTimeout as pause } from 'node:timers/promises';
import { isWhole } from './content-of.ts';
import { allReady, crowdOf } from './crowd.ts';
import { asLoad, type Tell } from './load-process.ts';
import type { LoadPlan, LoadResult } from './messages.ts';
import { pace, saturate } from './pace.ts';
import { Tape } from './tape.ts';
import type { Writer } from './writer.ts';
import { sum } from '../numbers.ts';

/** After the last update was sent, everything has this long to arrive. */
const settleWithin = 15_000;

async function load(plan: LoadPlan, tell: Tell): Promise<LoadResult> {
  const crowd = crowdOf(plan);
  const { rooms, clients, writers, tally, failed } = crowd;
  try {
    for (const room of rooms) for (const reader of room.slice(-1)) reader.tape = new Tape();
    await allReady(crowd);
    const sending = plan.rate === null ? saturate(writers, plan.outstanding) : pace(writers, plan.rate);
    await Promise.race([pause(plan.warmUpMs), failed]);
    tell('measuring');
    const cpu = process.cpuUsage();
    const started = performance.now();
    tally.measuring = true;
    await Promise.race([pause(plan.measureMs), failed]);
    tally.measuring = false;
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    tell('measured');
    sending.stop();
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
      repeats: tally.repeats,
      differing: rooms.filter((room) => !isWhole(room.at(-1))).length,
      lateP99Ms: sending.late.percentile(0.99),
      unacknowledged: sum(writers.map((writer) => writer.unacknowledged)),
      cpuSeconds: (user + system) / 1_000_000,
      bytes: tally.bytes,
    };
  } finally {
    for (const client of clients) client.end();
  }
}

/** Waits until everything has arrived and is acknowledged, or has had its time. */
async function settled(clients: readonly Writer[]): Promise<void> {
  const end = performance.now() + settleWithin;
  const open = (): boolean => clients.some((client) => client.missing > 0 || client.outstanding > 0);
  while (open() && performance.now() < end) await pause(20);
}

asLoad(load);
