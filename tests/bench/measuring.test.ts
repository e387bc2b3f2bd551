/** What the benches reckon with, apart from what they measure. */
import { expect, test, vi } from 'vitest';
import { judged, keepsAll } from '../../bench/kill/kill.ts';
import { Latencies } from '../../bench/latencies.ts';
import { bars } from '../../bench/report/bars.ts';
import { figure, ratio, sum } from '../../bench/report/figures.ts';
import { benchResult } from '../../bench/result.ts';
import { sideBySide } from '../../bench/side-by-side.ts';
import { randomInt, seededRandom } from '../../shared/lib/random.ts';

vi.mock('../../bench/progress.ts', () => ({ say: () => undefined }));

test('BENCH-1: a percentile of very many durations is right to two per cent', () => {
  const random = seededRandom(5);
  const all = Array.from({ length: 10_001 }, () => randomInt(random, 1, 3_000_000) / 1_000);
  const latencies = new Latencies();
  for (const ms of all) latencies.add(ms);
  const sorted = all.toSorted((left, right) => left - right);
  for (const share of [0.01, 0.5, 0.99, 1]) {
    const exact = sorted[Math.ceil(share * all.length) - 1] ?? 0;
    expect(latencies.percentile(share) / exact).toBeGreaterThan(0.999);
    expect(latencies.percentile(share) / exact).toBeLessThan(1.021);
  }
});

test('BENCH-1: of no durations a percentile is 0, and what is too short or too long to be told apart stands at the ends', () => {
  const latencies = new Latencies();
  expect(latencies.percentile(0.5)).toBe(0);
  latencies.add(0);
  expect(latencies.percentile(1)).toBe(0.001);
  latencies.add(1e12);
  expect(latencies.percentile(1)).toBeGreaterThan(1_000_000);
});

test('BENCH-1: who fails in a round fails the bench', async () => {
  const failing = { name: 'a', measure: () => Promise.reject(new Error('lost')) };
  await expect(sideBySide([failing], 1)).rejects.toThrow('lost');
});

test('BENCH-4: a round in which something acknowledged was lost fails the bench, whatever the others lost', async () => {
  const lost = [0, 1, 0];
  const strike = () => Promise.resolve({ lost: lost.shift() ?? 0, confirmed: 9 });
  const measure = () => judged({ judge: keepsAll }, strike);
  await expect(sideBySide([{ name: 'solder', measure }], 3)).rejects.toThrow(
    '1 of 9 acknowledged updates are lost',
  );
});

test('BENCH-4: a round in which nothing was acknowledged fails the bench, and who promises nothing is not judged', async () => {
  const told = { lost: 0, confirmed: 0 };
  await expect(judged({ judge: keepsAll }, () => Promise.resolve(told))).rejects.toThrow(
    'nothing was acknowledged',
  );
  await expect(judged({}, () => Promise.resolve(told))).resolves.toBe(told);
});

test('BENCH-4: all who were measured have the same keys, null where somebody has no such thing or took no part', () => {
  const figures = { solder: { ms: 1, connectMs: 2 }, rest: { ms: 3, sockets: 4 } };
  expect(benchResult('resync', { rounds: 5, docs: 10 }, figures)).toEqual({
    bench: 'resync',
    rounds: 5,
    docs: 10,
    solder: { ms: 1, connectMs: 2, sockets: null },
    peers: {
      ws: null,
      yWebsocketServer: null,
      hocuspocus: null,
      rest: { ms: 3, connectMs: null, sockets: 4 },
    },
  });
});

test('BENCH-5: a figure is found by its path, and what is missing makes no ratio and no sum', () => {
  const result = { rounds: 5, solder: { ms: 3, ackMs: null }, peers: { ws: null } };
  expect(figure(result, 'solder.ms')).toBe(3);
  expect(figure(result, 'rounds')).toBe(5);
  for (const at of ['solder', 'solder.ackMs', 'peers.ws.ms', 'solder.ms.more'])
    expect(figure(result, at), at).toBeUndefined();
  expect(figure(undefined, 'solder.ms')).toBeUndefined();
  expect([ratio(2, 3), ratio(2, 0), ratio(undefined, 3), ratio(2, undefined)]).toEqual([
    0.67,
    undefined,
    undefined,
    undefined,
  ]);
  expect([sum(1, 2), sum(undefined, 2)]).toEqual([3, undefined]);
});

const bar = (name: string, value: number) => ({ name, value, label: String(value) });

test('BENCH-5: the longest bar is as wide as there is room, and what is more than nothing is seen', () => {
  expect(bars([bar('a', 1_000), bar('bc', 1), bar('d', 0)]).split('\n')).toEqual([
    '```text',
    `a  ${'█'.repeat(50)} 1000`,
    'bc █ 1',
    'd   0',
    '```',
  ]);
});
