/** A relay as its users run it: a process of its own on a data folder, on a free port, without the demo shop. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface RelayProcess {
  readonly host: string;
  readonly port: number;
  /** Seconds of processor time that all its threads took so far. */
  readonly cpuSeconds: () => Promise<number>;
}

const startWithin = 30_000;
const stopWithin = 15_000;

/** Ends with the stack. @throws when it does not say in time where it is. */
export async function startRelay(
  folder: string,
  stack: AsyncDisposableStack,
  demo: 'on' | 'off' = 'off',
): Promise<RelayProcess> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../server/main.ts')], {
    env: {
      PATH: process.env['PATH'] ?? '',
      SOLDER_DATA: folder,
      SOLDER_HOST: '127.0.0.1',
      SOLDER_DEMO: demo,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const ended = once(child, 'close');
  stack.defer(() => end(child, ended));
  const said = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = /^Solder is running at (http:\/\/\S+)$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const timeout = AbortSignal.timeout(startWithin);
  const late = once(timeout, 'abort');
  const url = await Promise.race([said, ended, late]);
  if (typeof url !== 'string') throw new Error(`the relay did not start: ${complaints}`);
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port), cpuSeconds: () => cpuSeconds(child) };
}

/** Asks it to end, and makes it end if it does not. */
async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), stopWithin);
  await ended;
  clearTimeout(force);
}

/** Linux counts in hundredths of a second, for every program and on every machine. */
const ticksPerSecond = 100;

async function cpuSeconds({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error: unknown) => {
    throw new Error('processor time is read from /proc, which only Linux has', { cause: error });
  });
  // The second field is the program's name in brackets, which may hold anything; then state, and eleven more.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
