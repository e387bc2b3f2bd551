/** What the measures have counted so far, as numbers: for the operator's dashboard, which subtracts one reading from another. */
import type { Counter, Histogram } from 'prom-client';
import type { Buckets } from '../../shared/operator/overview.ts';

/** The sum over all series of a counter. */
export const countOf = async (counter: Counter): Promise<number> =>
  (await counter.get()).values.reduce((sum, { value }) => sum + value, 0);

/** A counter by the values of one of its labels. */
export async function countsBy(counter: Counter, label: string): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { labels, value } of (await counter.get()).values) {
    const name = String((labels as Readonly<Record<string, unknown>>)[label]);
    counts[name] = (counts[name] ?? 0) + value;
  }
  return counts;
}

/** A histogram without labels. */
export async function bucketsOf(histogram: Histogram): Promise<Buckets> {
  const { values } = await histogram.get();
  const bounded = values.filter(({ labels }) => typeof labels.le === 'number');
  const named = (end: string): number =>
    values.find(({ metricName }) => metricName?.endsWith(end) === true)?.value ?? 0;
  return {
    bounds: bounded.map(({ labels }) => Number(labels.le)),
    atMost: bounded.map(({ value }) => value),
    count: named('_count'),
    sum: named('_sum'),
  };
}
