import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../shared/document/scene.ts';
import { orderMoney } from './order-money.ts';

test('RECORD-3: lines add up with their VAT taken out by rate; what was paid is taken off', () => {
  const lines = [
    { quantity: 1, price: 8_900, vat: 20 },
    { quantity: 3, price: 50, vat: 20 },
    { quantity: 1, price: 1_000, vat: 5 },
    { quantity: 2, price: 250 },
  ];
  const payments = [
    { method: 'card', amount: 3_000, deposit: true },
    { method: 'cash', amount: 2_000 },
    { method: 'card', amount: -500 },
  ];
  expect(orderMoney(lines, payments)).toEqual({
    total: 10_550,
    vat: [
      { rate: 20, gross: 9_050, net: 7_542, vat: 1_508 },
      { rate: 5, gross: 1_000, net: 952, vat: 48 },
      { rate: 0, gross: 500, net: 500, vat: 0 },
    ],
    received: 5_000,
    deposit: 3_000,
    refunded: 500,
    paid: 4_500,
    balance: 6_050,
  });
});

test('RECORD-3: an order without anything is worth nothing and owes nothing', () => {
  expect(orderMoney([], [])).toEqual({
    total: 0,
    vat: [],
    received: 0,
    deposit: 0,
    refunded: 0,
    paid: 0,
    balance: 0,
  });
});

test('RECORD-3: more paid than due is to be given back, and what is no number counts for nothing', () => {
  const { balance, refunded } = orderMoney(
    [
      { quantity: 1, price: 1_000, vat: 20 },
      { quantity: 'two', price: 100 },
    ],
    [{ amount: 2_500 }, { amount: null }, {}],
  );
  expect(balance).toBe(-1_500);
  expect(refunded).toBe(0);
});

test('RECORD-3: net and VAT are whole pence that add up to the total, and a refund is the sale with another sign', () => {
  const line = fc.record({
    quantity: fc.integer({ min: -20, max: 20 }),
    price: fc.integer({ min: -50_000, max: 50_000 }),
    vat: fc.constantFrom(0, 5, 17.5, 20),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
      const { total, vat } = orderMoney(lines, []);
      expect(vat.reduce((sum, each) => sum + each.net + each.vat, 0)).toBe(total);
      expect(total).toBe(lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0));
      for (const each of vat) {
        expect(Number.isInteger(each.vat)).toBe(true);
        expect(Math.abs(each.vat - (each.gross * each.rate) / (100 + each.rate))).toBeLessThanOrEqual(0.5);
      }
      const back = orderMoney(
        lines.map((each) => ({ ...each, quantity: 0 - each.quantity })),
        [],
      );
      expect(back.vat.map((each) => 0 - each.vat)).toEqual(vat.map((each) => 0 + each.vat));
    }),
    { numRuns: runs(200) },
  );
});
