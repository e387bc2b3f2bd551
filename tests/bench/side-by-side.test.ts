import { expect, test, vi } from 'vitest';
import { median, percentile } from '../../bench/numbers.ts';
import { medians, sideBySide, together } from '../../bench/side-by-side.ts';

vi.mock('../../bench/progress.ts', () => ({ say: () => undefined }));

test('BENCH-1: a median is one of the figures, the lower of two in the middle, and none is no figure', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2, null]);
  expect([percentile([1, 2, 3, 4], 0.95), percentile([1, 2, 3, 4], 1), percentile([5], 0)]).toEqual([
    4, 4, 5,
  ]);
  expect(
    medians([
      { ms: 3, lost: null },
      { ms: 1, lost: null },
      { ms: 2, lost: 4 },
    ]),
  ).toEqual({ ms: 2, lost: 4 });
});

test('BENCH-1: everybody is measured in each round, and each begins one', async () => {
  const order: string[] = [];
  const contestants = ['a', 'b', 'c'].map((name) => ({
    name,
    measure: () => Promise.resolve({ turn: order.push(name) }),
  }));
  expect([...(await sideBySide(contestants, 3)).keys()]).toEqual(['a', 'b', 'c']);
  expect(order.join('')).toBe('abcbcacab');
  expect([...(await together(contestants, 2)).values()]).toEqual([{ turn: 10 }, { turn: 11 }, { turn: 12 }]);
});
