/**
 * What an order comes to and what is still to be paid, from its two ledgers (row N6). All in whole pence; prices
 * include VAT, which is taken out of each rate's sum and rounded once, as an invoice does.
 */
import type { Value } from '../../../shared/schema/field.ts';

type Parts = Readonly<Record<string, Value>>;

export interface VatOfRate {
  /** In per cent. */
  readonly rate: number;
  readonly gross: number;
  readonly net: number;
  readonly vat: number;
}

export interface OrderMoney {
  readonly total: number;
  /** By rate, the highest first; lines that name none are under 0. */
  readonly vat: readonly VatOfRate[];
  /** What came in, without what went back. */
  readonly received: number;
  /** The part of it that was a deposit. */
  readonly deposit: number;
  /** Positive: what was given back. */
  readonly refunded: number;
  readonly paid: number;
  /** What is due; negative when the client is to get something back. */
  readonly balance: number;
}

export function orderMoney(lines: readonly Parts[], payments: readonly Parts[]): OrderMoney {
  const byRate = new Map<number, number>();
  for (const line of lines) {
    const rate = figure(line['vat']);
    byRate.set(rate, (byRate.get(rate) ?? 0) + figure(line['quantity']) * figure(line['price']));
  }
  const vat = [...byRate].toSorted(([a], [b]) => b - a).map(([rate, gross]) => vatOf(rate, gross));
  const amounts = payments.map((payment) => figure(payment['amount']));
  const received = sum(amounts.filter((amount) => amount > 0));
  // Begun with 0, so that nothing given back is not minus nothing.
  const refunded = 0 - sum(amounts.filter((amount) => amount < 0));
  const deposit = sum(
    payments.filter((payment) => payment['deposit'] === true).map((payment) => figure(payment['amount'])),
  );
  const total = sum(vat.map(({ gross }) => gross));
  const paid = received - refunded;
  return { total, vat, received, deposit, refunded, paid, balance: total - paid };
}

/** Half a penny is rounded away from zero, so that a refund is its sale with another sign. */
function vatOf(rate: number, gross: number): VatOfRate {
  // Rates such as 17.5 as whole hundredths: no fraction that a computer cannot hold.
  const hundredths = Math.round(rate * 100);
  const exact = (Math.abs(gross) * hundredths) / (10_000 + hundredths);
  const vat = (gross < 0 ? -1 : 1) * Math.round(exact) || 0;
  return { rate, gross, net: gross - vat, vat };
}

const figure = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
