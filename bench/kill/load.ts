/** Writers under whose hands a server is killed, as a process of its own. They stop when they are all cut off. */
import { allReady, crowdOf } from '../fan-out/crowd.ts';
import { asLoad, type Tell } from '../fan-out/load-process.ts';
import type { CrowdPlan } from '../fan-out/messages.ts';
import { pace } from '../fan-out/pace.ts';

export interface KillPlan extends CrowdPlan {
  /** Updates a second from each writer. */
  readonly rate: number;
}

export interface KillResult {
  readonly sent: number;
  /** From the first update to when the first writer was cut off. */
  readonly ms: number;
  /** Processor seconds of the load itself meanwhile. */
  readonly cpuSeconds: number;
  readonly writers: readonly Confirmed[];
}

/** Of one writer, the clock after each update that it took for safe when it was cut off. */
export interface Confirmed {
  readonly name: string;
  readonly client: number;
  readonly ends: readonly number[];
}

async function load(plan: KillPlan, tell: Tell): Promise<KillResult> {
  const crowd = crowdOf(plan);
  await allReady(crowd);
  const cpu = process.cpuUsage();
  const started = performance.now();
  const sending = pace(crowd.writers, plan.rate);
  tell('measuring');
  await crowd.failed.catch(() => undefined);
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  sending.stop();
  // What the server said before it died was read before its socket closed.
  await Promise.allSettled(crowd.clients.map((client) => client.failed));
  return {
    sent: crowd.writers.reduce((sum, { sent }) => sum + sent.ends.length, 0),
    ms,
    cpuSeconds: (user + system) / 1_000_000,
    writers: crowd.rooms.flatMap((room, at) =>
      room.map(({ source, sent, confirmed }) => ({
        name: plan.names[at] ?? '',
        client: source.client,
        ends: sent.ends.slice(0, confirmed),
      })),
    ),
  };
}

asLoad(load);
