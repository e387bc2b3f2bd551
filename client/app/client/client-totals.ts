/** What a client's orders come to, from their rows. Cancelled ones owe nothing; what was paid on them was paid. */
import type { Row } from '../../../shared/document/types.ts';

export interface ClientTotals {
  readonly count: number;
  readonly charged: number;
  readonly paid: number;
  /** Negative when they are to get something back. */
  readonly due: number;
}

export function clientTotals(orders: readonly Pick<Row, 'fields'>[]): ClientTotals {
  let charged = 0;
  let paid = 0;
  for (const { fields } of orders) {
    if (fields['override'] !== 'cancelled') charged += sumOf(fields['lines']);
    paid += sumOf(fields['payments']);
  }
  return { count: orders.length, charged, paid, due: charged - paid };
}

const sumOf = (value: Row['fields'][string] | undefined): number =>
  typeof value === 'object' && value !== null && 'sum' in value ? value.sum : 0;
