/** Which number a series goes on with: pure, the same for every store. */
import { assert } from '../../shared/lib/assert.ts';
import {
  firstOrderNumber,
  mostLeased,
  parseOrderNumber,
  type NumberRange,
  type NumberSeries,
} from '../../shared/lib/order-number.ts';

interface Numbered {
  /** Where numbers stand that were not handed out: imported, of the demo, typed. */
  readonly kind: string;
  readonly field: string;
  readonly first: number;
  readonly parse: (text: string) => number | undefined;
}

export const numbered: Readonly<Record<NumberSeries, Numbered>> = {
  order: { kind: 'order', field: 'number', first: firstOrderNumber, parse: parseOrderNumber },
};

/** What a series that never handed out a number begins with: above all that its records have. */
export function nextAbove(series: NumberSeries, values: Iterable<unknown>): number {
  const { first, parse } = numbered[series];
  let next = first;
  for (const value of values) {
    const taken = typeof value === 'string' ? parse(value) : undefined;
    if (taken !== undefined) next = Math.max(next, taken + 1);
  }
  return next;
}

export function rangeFrom(next: number, count: number): NumberRange {
  assert(Number.isInteger(count) && count > 0 && count <= mostLeased, 'a lease is of a few numbers');
  return { first: next, last: next + count - 1 };
}
