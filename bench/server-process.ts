/** A server that is measured, as a process of its own: how it is started, what it uses, and how it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { untilExit } from './until-exit.ts';

export interface Program {
  /** What Node is told, the script first. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The line by which it says that it listens. */
  readonly listens: RegExp;
}

export interface ServerProcess {
  /** What `listens` found, its groups behind it. */
  readonly said: readonly string[];
  /** Seconds of processor time that all its threads took so far. */
  cpuSeconds(): Promise<number>;
  /** Has it let go of its garbage, where it was started so that it can. */
  collect(): void;
  /** Bytes of memory that are its own. */
  memory(): Promise<number>;
  /** Asks it to end, and makes it end if it does not. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** With these Node can be told to collect its garbage (`collect`). */
export const collecting: readonly string[] = [
  '--expose-gc',
  `--import=${path.join(import.meta.dirname, 'collect-on-signal.js')}`,
];

/** Where Node keeps what it compiled, for tests that start many servers; whoever measures starts them without. */
const { NODE_COMPILE_CACHE } = process.env;
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

const startWithin = 120_000;
const stopWithin = 15_000;

/** Ends with the stack, or with the process. @throws when it does not say in time that it listens. */
export async function startServer(program: Program, stack: AsyncDisposableStack): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...program.words], {
    env: { PATH: process.env['PATH'] ?? '', ...compileCache, ...program.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = untilExit(() => void child.kill('SIGKILL'));
  child.once('close', gone);
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const ended = once(child, 'close');
  const stop = (): Promise<void> => end(child, ended, 'SIGTERM');
  stack.defer(stop);
  const listening = new Promise<readonly string[]>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = program.listens.exec(line);
      if (said) resolve(said);
    });
  });
  const late = once(AbortSignal.timeout(startWithin), 'abort').then(() => undefined);
  const said = await Promise.race([listening, ended.then(() => undefined), late]);
  if (!said) throw new Error(`${program.words.join(' ')} did not start: ${complaints}`);
  return {
    said,
    cpuSeconds: () => cpuSeconds(child),
    collect: () => void child.kill('SIGUSR2'),
    memory: () => memory(child),
    stop,
    kill: () => end(child, ended, 'SIGKILL'),
  };
}

async function end(
  child: ChildProcess,
  ended: Promise<unknown>,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), stopWithin);
  await ended;
  clearTimeout(force);
}

/** Linux counts in hundredths of a second, for every program and on every machine. */
const ticksPerSecond = 100;

async function cpuSeconds({ pid }: ChildProcess): Promise<number> {
  const stat = await ofProcess(pid, 'stat');
  // The second field is the program's name in brackets, which may hold anything; then state, and eleven more.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

async function memory({ pid }: ChildProcess): Promise<number> {
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(await ofProcess(pid, 'status')) ?? [];
  return Number(kilobytes) * 1024;
}

const ofProcess = (pid: number | undefined, file: string): Promise<string> =>
  readFile(`/proc/${pid}/${file}`, 'utf8').catch((error: unknown) => {
    throw new Error('what a process uses is read from /proc, which only Linux has', { cause: error });
  });
