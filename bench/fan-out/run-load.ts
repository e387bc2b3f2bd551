/** Runs the load of a fan-out, and takes the server's processor time while it measures. */
import path from 'node:path';
import type { ServerProcess } from '../server-process.ts';
import { forkLoad } from './fork-load.ts';
import type { LoadPlan, LoadResult } from './messages.ts';

export interface LoadMeasured {
  readonly result: LoadResult;
  /** Of the server's, all threads, in the measured stretch. */
  readonly cpuSeconds: number;
  /** Bytes of the server's memory at its end. */
  readonly memory: number;
}

export async function runLoad(
  plan: LoadPlan,
  server: Pick<ServerProcess, 'cpuSeconds' | 'memory'>,
  stack: AsyncDisposableStack,
): Promise<LoadMeasured> {
  const readings: Promise<number>[] = [];
  let memory: Promise<number> | undefined;
  const file = path.join(import.meta.dirname, 'load.ts');
  const result = await forkLoad<LoadResult>(
    file,
    plan,
    (moment) => {
      readings.push(server.cpuSeconds());
      if (moment === 'measured') memory = server.memory();
    },
    stack,
  );
  const [before = 0, after = 0] = await Promise.all(readings);
  return { result, cpuSeconds: after - before, memory: (await memory) ?? 0 };
}
