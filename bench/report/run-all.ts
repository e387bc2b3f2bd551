/** Runs every bench, or those that are named, one after the other, each in a process of its own; writes down what each told. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Everything } from '../flags.ts';
import { say } from '../progress.ts';
import { codesOfSignals } from '../until-exit.ts';
import { circumstances, root } from './circumstances.ts';
import { codeDigests } from './code-digest.ts';
import { askedOf, jobs, type Job } from './jobs.ts';
import { report } from './report.ts';
import { ownFolder, readResults, writeResults, type Entry, type Result } from './results.ts';
import { writeWhole } from './write-whole.ts';

const minute = 60_000;

/** Somebody ended it, and the bench that was running. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  readonly signal: Signal;

  constructor(signal: Signal) {
    super(`stopped, because of ${signal}`);
    this.signal = signal;
  }
}

type Signal = keyof typeof codesOfSignals;

/** Answers the jobs that failed. What the others told is written down all the same. @throws Interrupted */
export async function runAll({ only, rounds, quick }: Everything): Promise<readonly string[]> {
  const folder = quick ? await mkdtemp(path.join(tmpdir(), 'solder-bench-quick-')) : ownFolder;
  const failed: string[] = [];
  for (const job of jobs) {
    if (only.length > 0 && !only.includes(job.key)) continue;
    say(`== ${job.key}: ${job.says}`);
    const { results } = await readResults(folder);
    const from = performance.now();
    const entry = await runJob(
      job,
      results[job.key],
      askedOf(job, quick),
      quick ? [] : ['--rounds', String(Math.min(rounds, job.most))],
    );
    say(`== ${job.key} took ${Math.round((performance.now() - from) / 1_000)} s`);
    if (entry.failed) failed.push(job.key);
    await writeResults(folder, { results: { ...results, [job.key]: entry } });
    await writeReport(folder);
  }
  say(`written: ${path.join(folder, 'RESULTS.md')}`);
  return failed;
}

/** From what was measured last, of which nothing is changed. */
export async function writeReport(folder = ownFolder): Promise<void> {
  const text = report(await readResults(folder), await codeDigests(root));
  await writeWhole(path.join(folder, 'RESULTS.md'), text);
}

/** What it measured now; where it failed, what it measured before, if it did. */
async function runJob(
  job: Job,
  before: Entry | undefined,
  asked: readonly string[],
  rounds: readonly string[],
): Promise<Entry> {
  const told = await circumstances(job.bench, asked);
  const result = await run(job, [...asked, ...rounds]);
  const measured = told();
  if (result) return { ...result, measured };
  const { at, commit } = measured;
  return { bench: job.bench, ...before, failed: { at, commit } };
}

async function run({ key, bench, minutes }: Job, words: readonly string[]): Promise<Result | undefined> {
  const main = path.join(import.meta.dirname, '..', 'main.ts');
  const child = spawn(process.execPath, [main, bench, ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (some: string) => (text += some));
  const late = setTimeout(() => {
    say(`${key} is ended: it took more than ${minutes} minutes`);
    child.kill('SIGTERM');
  }, minutes * minute);
  let interrupted: Signal | undefined;
  const pass = (signal: Signal): void => {
    interrupted = signal;
    child.kill(signal);
  };
  const signals = Object.keys(codesOfSignals) as Signal[];
  for (const signal of signals) process.on(signal, pass);
  const [code] = (await once(child, 'close')) as [number | null];
  for (const signal of signals) process.off(signal, pass);
  clearTimeout(late);
  if (interrupted) throw new Interrupted(interrupted);
  if (code !== 0) return undefined;
  const result = lastLine(text);
  if (!result) say(`${key} told no result in its last line`);
  return result;
}

/** The result that a bench told, if it told one. */
export function lastLine(text: string): Result | undefined {
  try {
    const told: unknown = JSON.parse(text.trim().split('\n').at(-1) ?? '');
    return typeof told === 'object' && told !== null && !Array.isArray(told) ? (told as Result) : undefined;
  } catch {
    return undefined;
  }
}
