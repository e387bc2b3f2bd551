/** Runs every bench, or those that are named, one after the other, each in a process of its own; writes down what each told. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import type { Everything } from '../flags.ts';
import { say } from '../progress.ts';
import { jobs, type Job } from './jobs.ts';
import { ownFolder, readResults, writeResults, type Result } from './results.ts';
import { report } from './report.ts';

const minute = 60_000;

/** Answers the jobs that failed. What the others told is written down all the same. */
export async function runAll({ only, rounds, quick }: Everything): Promise<readonly string[]> {
  const folder = quick ? await mkdtemp(path.join(tmpdir(), 'solder-bench-quick-')) : ownFolder;
  const failed: string[] = [];
  for (const job of jobs) {
    if (only.length > 0 && !only.includes(job.key)) continue;
    say(`== ${job.key}: ${job.says}`);
    const from = performance.now();
    const result = await run(
      job,
      quick ? ['--quick'] : [...job.size, '--rounds', String(Math.min(rounds, job.most))],
    );
    say(`== ${job.key} took ${Math.round((performance.now() - from) / 1_000)} s`);
    if (result) await writeResults(folder, { ...(await readResults(folder)), [job.key]: result });
    else failed.push(job.key);
    await writeReport(folder);
  }
  say(`written: ${path.join(folder, 'RESULTS.md')}`);
  return failed;
}

/** From what was measured last. */
export async function writeReport(folder = ownFolder): Promise<void> {
  const text = report(await writeResults(folder, await readResults(folder)));
  await writeFile(path.join(folder, 'RESULTS.md'), text);
}

async function run(
  { key, bench, words, minutes }: Job,
  more: readonly string[],
): Promise<Result | undefined> {
  const main = path.join(import.meta.dirname, '..', 'main.ts');
  const child = spawn(process.execPath, [main, bench, ...words, ...more, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (some: string) => (text += some));
  const late = setTimeout(() => {
    say(`${key} is ended: it took more than ${minutes} minutes`);
    child.kill('SIGTERM');
  }, minutes * minute);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(late);
  const last = text.trim().split('\n').at(-1);
  if (code !== 0 || last === undefined || last === '') return undefined;
  // What else the machine did, if little of it was the bench itself.
  const load = Math.round(10 * (loadavg()[0] ?? 0)) / 10;
  return { ...(JSON.parse(last) as Result), measured: new Date().toISOString().slice(0, 10), load };
}
