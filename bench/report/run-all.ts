/** Runs every bench, or those that are named, one after the other, each in a process of its own; writes down what each told. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { say } from '../progress.ts';
import { jobs, type Job } from './jobs.ts';
import { readResults, writeResults, type Result } from './results.ts';
import { report } from './report.ts';

export interface Everything {
  /** Keys of jobs; none for all of them. */
  readonly only: readonly string[];
  readonly rounds: number;
}

/** Answers the jobs that failed. What the others told is written down all the same. */
export async function runAll({ only, rounds }: Everything): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const job of jobs) {
    if (only.length > 0 && !only.includes(job.key)) continue;
    say(`== ${job.key}: ${job.says}`);
    const result = await run(job, rounds);
    if (result) await writeResults({ ...(await readResults()), [job.key]: result });
    else failed.push(job.key);
    await writeReport();
  }
  return failed;
}

/** From what was measured last. */
export async function writeReport(): Promise<void> {
  const text = report(await writeResults(await readResults()));
  await writeFile(path.join(import.meta.dirname, '..', 'RESULTS.md'), text);
}

async function run({ bench, words }: Job, rounds: number): Promise<Result | undefined> {
  const main = path.join(import.meta.dirname, '..', 'main.ts');
  const child = spawn(process.execPath, [main, bench, ...words, '--rounds', String(rounds), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (some: string) => (text += some));
  const [code] = (await once(child, 'close')) as [number | null];
  const last = text.trim().split('\n').at(-1);
  if (code !== 0 || last === undefined || last === '') return undefined;
  // What else the machine did, if little of it was the bench itself.
  const load = Math.round(10 * (loadavg()[0] ?? 0)) / 10;
  return { ...(JSON.parse(last) as Result), measured: new Date().toISOString().slice(0, 10), load };
}
