/** Whoever ends a bench ends what it started: a relay that went on would take processor time of all that is measured later. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';

const main = path.join(import.meta.dirname, '../../bench/main.ts');

/** Processes of relays with their data in this folder. */
async function relaysIn(folder: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const theirs = await Promise.all(
    pids.map(async (pid) => {
      const env = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return env.includes(`SOLDER_DATA=${folder}`) ? [pid] : [];
    }),
  );
  return theirs.flat();
}

const within = { timeout: 60_000, interval: 20 };

/** Left in the folder for temporary files. */
async function interrupted(signal: 'SIGINT' | 'SIGTERM', ...words: readonly string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-bench-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const bench = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, TMPDIR: folder },
    stdio: 'ignore',
  });
  const ended = once(bench, 'close');
  onTestFinished(async () => {
    bench.kill('SIGKILL');
    for (const pid of await relaysIn(folder)) process.kill(pid, 'SIGKILL');
  });
  await vi.waitFor(async () => expect(await relaysIn(folder)).not.toEqual([]), within);
  bench.kill(signal);
  const [code] = (await ended) as [number | null];
  await vi.waitFor(async () => expect(await relaysIn(folder)).toEqual([]), within);
  return { code, left: await readdir(folder) };
}

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)(
  'BENCH-10: a bench that %s ends leaves neither its relay nor a folder, exit code %i',
  async (signal, code) => {
    expect(await interrupted(signal, 'hot-room', '--alone', '--seconds', '60')).toEqual({ code, left: [] });
  },
);

test('BENCH-10: "all" ends the bench that is running, and goes on with no other one', async () => {
  const { code, left } = await interrupted('SIGTERM', 'all', '--quick');
  expect(code).toBe(143);
  expect(left).toEqual([expect.stringMatching(/^solder-bench-quick-/)]);
});
