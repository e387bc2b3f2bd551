/** A server that is measured, as a process of its own: how it is started, what it uses, and how it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { assert } from '../shared/lib/assert.ts';
import { sum } from './numbers.ts';
import { untilExit } from './until-exit.ts';

export interface Program {
  /** What Node is told, the script first. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The line by which it says that it listens. */
  readonly listens: RegExp;
  /** Whether it can be told to collect its garbage. */
  readonly collects?: boolean | undefined;
}

export interface ServerProcess {
  /** What `listens` found, its groups behind it. */
  readonly said: readonly string[];
  /** Seconds of processor time that all its threads took so far. */
  cpuSeconds(): Promise<number>;
  /** Has all its threads let go of their garbage, where it was started so that it can. */
  collect(): void;
  /** Bytes that its threads had in and beside their heaps when each was told to collect last. */
  held(): number;
  /** Bytes of memory that are its own. */
  memory(): Promise<number>;
  /** Asks it to end, and makes it end if it does not. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** With these Node can be told to collect its garbage. */
const collecting: readonly string[] = [
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
  const { words, collects = false } = program;
  const child = spawn(process.execPath, [...(collects ? collecting : []), ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...compileCache, ...program.env },
    stdio: ['ignore', 'pipe', 'pipe', collects ? 'pipe' : 'ignore'],
  });
  const { stdout, stderr } = child;
  assert(stdout && stderr, 'what it says is read');
  const gone = untilExit(() => void child.kill('SIGKILL'));
  child.once('close', gone);
  let complaints = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const held = new Map<string, number>();
  const [, , , heaps] = child.stdio;
  if (heaps instanceof Readable)
    createInterface({ input: heaps }).on('line', (line) => {
      const [thread = '', bytes] = line.split(' ');
      held.set(thread, Number(bytes));
    });
  const ended = once(child, 'close');
  const stop = (): Promise<void> => end(child, ended, 'SIGTERM');
  stack.defer(stop);
  const listening = new Promise<readonly string[]>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const said = program.listens.exec(line);
      if (said) resolve(said);
    });
  });
  const late = once(AbortSignal.timeout(startWithin), 'abort').then(() => undefined);
  const said = await Promise.race([listening, ended.then(() => undefined), late]);
  if (!said) throw new Error(`${words.join(' ')} did not start: ${complaints}`);
  return {
    said,
    cpuSeconds: () => cpuSeconds(child),
    collect: () => void child.kill('SIGUSR2'),
    held: () => sum([...held.values()]),
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
