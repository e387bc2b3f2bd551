import { expect, test } from 'vitest';
import type { Buckets } from '../../shared/operator/overview.ts';
import { between, percentile } from './percentile.ts';

const bounds = [0.001, 0.01, 0.1];
const buckets = (...atMost: readonly number[]): Buckets => ({
  bounds,
  atMost: atMost.slice(0, 3),
  count: atMost.at(-1) ?? 0,
  sum: 0,
});

test('DASH-8: a percentile lies in the bucket that holds it, evenly spread', () => {
  const counted = buckets(50, 90, 100, 100);
  expect(percentile(counted, 0.25)).toBeCloseTo(0.0005);
  expect(percentile(counted, 0.5)).toBeCloseTo(0.001);
  expect(percentile(counted, 0.7)).toBeCloseTo(0.0055);
  expect(percentile(counted, 0.99)).toBeCloseTo(0.091);
  expect(percentile(buckets(0, 0, 4, 4), 0.5)).toBeCloseTo(0.055);
});

test('DASH-8: what took longer than the last bound is told as that bound, and nothing as nothing', () => {
  expect(percentile(buckets(0, 0, 0, 9), 0.5)).toBe(0.1);
  expect(percentile(buckets(0, 0, 0, 0), 0.5)).toBeUndefined();
});

test('DASH-8: only what came between two readings counts', () => {
  const since = between(buckets(50, 90, 100, 100), buckets(50, 90, 104, 104));
  expect(since.count).toBe(4);
  expect(percentile(since, 0.5)).toBeCloseTo(0.055);
});
