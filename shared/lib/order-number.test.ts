import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderNumber, parseNumberSeries, parseOrderNumber } from './order-number.ts';

it('NUMBER-1: an order number is RM- and a number, and is read as it is written', () => {
  expect(orderNumber(10_042)).toBe('RM-10042');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), (n) => {
      expect(parseOrderNumber(orderNumber(n))).toBe(n);
    }),
  );
  for (const other of ['', 'RM-', 'RM-0', 'RM-010', 'RM-12X', 'rm-12', ' RM-12', 'RM-12 ', 'RM--1', 'RM-1e3'])
    expect(parseOrderNumber(other), other).toBeUndefined();
});

it('NUMBER-1: digits without an end are nobody’s order number', () => {
  expect(parseOrderNumber('RM-999999999')).toBe(999_999_999);
  expect(parseOrderNumber('RM-1000000000')).toBeUndefined();
});

it('NUMBER-1: only known series have numbers', () => {
  expect(parseNumberSeries('order')).toBe('order');
  expect(parseNumberSeries('ticket')).toBeUndefined();
});
