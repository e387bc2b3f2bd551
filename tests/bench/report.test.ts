import { expect, test } from 'vitest';
import { readEverything } from '../../bench/flags.ts';
import { jobs } from '../../bench/report/jobs.ts';
import { report } from '../../bench/report/report.ts';
import { aims, targets } from '../../bench/report/targets.ts';
import type { Results } from '../../bench/report/results.ts';

const results = (some: Results['results']): Results => ({
  machine: { cpu: 'c', cores: 2, memoryGb: 1, kernel: 'k' },
  versions: { node: '24' },
  results: some,
});

test('BENCH-5: a target is met, not met with its reason, or not measured, as the figures say', () => {
  const peers = { ws: { deliveriesPerCpuSecond: 100 }, hocuspocus: { deliveriesPerCpuSecond: 100 } };
  const measured = results({ 'fan-out': { solder: { deliveriesPerCpuSecond: 99 }, peers } });
  const [ws, hocuspocus, slow] = targets(measured);
  expect(ws).toMatchObject({ measured: '0.99', met: false, why: expect.any(String) as string });
  expect(hocuspocus).toMatchObject({ met: false });
  expect(slow).toMatchObject({ measured: undefined, met: undefined });
  const better = results({ 'fan-out': { solder: { deliveriesPerCpuSecond: 160 }, peers } });
  expect(targets(better).slice(0, 2)).toMatchObject([{ met: true }, { met: true }]);
});

const page = (load: number): string => report(results({ growth: { ratio: 2, load } }));

test('BENCH-5: the page says when others kept the machine busy, and only then', () => {
  expect(page(9)).toContain('1 were measured while other work kept the cores busy (load averages up to 9)');
  expect(page(2)).not.toContain('other work');
});

test('BENCH-5: all of it can be tried in its quick form, which leaves what was measured as it is', () => {
  expect(readEverything(['all', '--quick'])).toEqual({ only: [], rounds: 5, quick: true });
  for (const { words } of jobs) expect(words).not.toContain('--docs');
});

test('BENCH-5: every target is of a job, and a target has one id as a job has one key', () => {
  const keys = jobs.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(aims.filter(({ of }) => !keys.includes(of))).toEqual([]);
  expect(new Set(aims.map(({ id }) => id)).size).toBe(aims.length);
});

test('BENCH-5: the page has a line and a bar for everybody who took part', () => {
  const page = report(
    results({
      trace: {
        bench: 'trace',
        solder: { serverCpuSeconds: 1 },
        peers: { hocuspocus: { serverCpuSeconds: 2 } },
      },
    }),
  );
  expect(page).toContain('| Solder | 1 |');
  expect(page).toContain(`Solder     ${'█'.repeat(25)} 1`);
  expect(page).toContain(`hocuspocus ${'█'.repeat(50)} 2`);
});
