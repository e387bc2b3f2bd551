/** Starts the load of a fan-out as a process of its own, and takes the server's processor time while it measures. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ServerProcess } from '../server-process.ts';
import type { FromLoad, LoadPlan, LoadResult } from './messages.ts';

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
  const load = fork(path.join(import.meta.dirname, 'load.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  stack.defer(() => end(load));
  const readings: Promise<number>[] = [];
  let memory: Promise<number> | undefined;
  const done = new Promise<LoadResult>((resolve, reject) => {
    load.on('message', (message: FromLoad) => {
      switch (message.type) {
        case 'measured':
          memory = server.memory();
          readings.push(server.cpuSeconds());
          return;
        case 'measuring':
          readings.push(server.cpuSeconds());
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
  return { result, cpuSeconds: after - before, memory: (await memory) ?? 0 };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
