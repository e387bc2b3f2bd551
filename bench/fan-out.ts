/** How many updates a relay passes on, at what cost and how soon, when every one is checked, stored and acknowledged. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Bench } from './bench.ts';
import type { FromLoad, LoadPlan, LoadResult } from './fan-out-messages.ts';
import { say } from './progress.ts';
import { startRelay, type RelayProcess } from './relay-process.ts';
import { makeShop } from './shop.ts';

const rooms = 20;
const writersPerRoom = 5;
const outstanding = 32;
const warmUpMs = 2_000;

export const fanOut: Bench = async ({ rate, seconds }, stack) => {
  const shop = await makeShop(0, stack);
  const relay = await startRelay(shop.folder, stack);
  const load = fork(path.join(import.meta.dirname, 'fan-out-load.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  stack.defer(() => end(load));
  say(
    `${rooms} rooms of ${writersPerRoom} writers, ${rate === undefined ? `${outstanding} outstanding each` : `${rate} updates/s each`}, ${seconds} s`,
  );
  const plan: LoadPlan = {
    url: `ws://${relay.host}:${relay.port}/sync`,
    token: shop.token,
    names: Array.from({ length: rooms }, (_, i) => `ticket/room-${i}`),
    writersPerRoom,
    outstanding,
    rate: rate ?? null,
    warmUpMs,
    measureMs: seconds * 1_000,
  };
  const { result, cpuSeconds } = await run(load, plan, relay);
  const { updates, deliveries, ms, p50Ms, p99Ms, ackP99Ms, lost } = result;
  say(
    `${updates} updates, ${deliveries} deliveries in ${Math.round(ms)} ms; relay ${cpuSeconds.toFixed(2)} CPU s, load ${result.cpuSeconds.toFixed(2)} CPU s; ${result.unacknowledged} unacknowledged`,
  );
  if (result.unacknowledged > 0) throw new Error(`${result.unacknowledged} updates were never acknowledged`);
  return {
    bench: 'fan-out',
    solder: {
      deliveriesPerSecond: Math.round((deliveries * 1_000) / ms),
      deliveriesPerCpuSecond: Math.round(deliveries / cpuSeconds),
      p50Ms,
      p99Ms,
      ackP99Ms,
      lost,
    },
  };
};

/** Sends the plan, takes the relay's processor time at both ends of the measured stretch, and waits for the result. */
async function run(
  load: ChildProcess,
  plan: LoadPlan,
  relay: RelayProcess,
): Promise<{ readonly result: LoadResult; readonly cpuSeconds: number }> {
  const readings: Promise<number>[] = [];
  const done = new Promise<LoadResult>((resolve, reject) => {
    load.on('message', (message: FromLoad) => {
      switch (message.type) {
        case 'measuring':
        case 'measured':
          readings.push(relay.cpuSeconds());
          return;
        case 'done':
          resolve(message.result);
          return;
        case 'failed':
          reject(new Error(message.message));
      }
    });
    load.on('error', reject);
    load.on('exit', (code) => reject(new Error(`the load ended with ${code}`)));
  });
  load.send(plan);
  const result = await done;
  const [before = 0, after = 0] = await Promise.all(readings);
  return { result, cpuSeconds: after - before };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
