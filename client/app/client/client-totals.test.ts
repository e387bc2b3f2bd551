import { expect, test } from 'vitest';
import { clientTotals } from './client-totals.ts';

const ledger = (sum: number) => ({ count: 1, sum, last: 0 });

test('RECORD-11: a client owes what was charged and not paid; a cancelled order is not charged', () => {
  const orders = [
    { fields: { lines: ledger(10_000), payments: ledger(3_000), override: null } },
    { fields: { lines: ledger(5_000), payments: ledger(5_000), override: 'on_hold' } },
    { fields: { lines: ledger(7_000), payments: ledger(1_000), override: 'cancelled' } },
    { fields: {} },
  ];
  expect(clientTotals(orders)).toEqual({ count: 4, charged: 15_000, paid: 9_000, due: 6_000 });
  expect(clientTotals([])).toEqual({ count: 0, charged: 0, paid: 0, due: 0 });
});
