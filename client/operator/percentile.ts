/** Percentiles out of the buckets of a histogram, as Prometheus reads them: exact to a bucket, and even within one. */
import type { Buckets } from '../../shared/operator/overview.ts';

/** What was counted between two readings of one histogram. */
export function between(before: Buckets, after: Buckets): Buckets {
  return {
    bounds: after.bounds,
    atMost: after.atMost.map((count, at) => count - (before.atMost[at] ?? 0)),
    count: after.count - before.count,
    sum: after.sum - before.sum,
  };
}

/**
 * The seconds within which a part of all was done: `percentile(buckets, 0.99)`. Undefined when nothing was counted. What took
 * longer than the largest bound is told as that bound.
 */
export function percentile({ bounds, atMost, count }: Buckets, part: number): number | undefined {
  if (count <= 0) return undefined;
  const rank = part * count;
  let [below, low] = [0, 0];
  for (const [at, bound] of bounds.entries()) {
    const upTo = atMost[at] ?? below;
    if (upTo >= rank && upTo > below) return low + ((bound - low) * (rank - below)) / (upTo - below);
    [below, low] = [upTo, bound];
  }
  return bounds.at(-1);
}
