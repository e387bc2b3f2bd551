/**
 * A number for an order where this device has none left of those that the relay gave it (section NUMBER of docs/SPEC.md):
 * short enough to be read out, made of random letters and digits that are not mistaken for each other, so that two
 * devices never give out the same and a printed label stays valid.
 */
import type { EntityId } from '../../../shared/lib/ids.ts';

/** Seven characters of 32: with a thousand such orders one pair in 70,000 shops would meet. */
const length = 7;

/** @param order the order's id, whose end is random */
export function offlineNumber(order: EntityId): string {
  const end = order.slice(-length).toUpperCase();
  // Of digits alone are the numbers that the relay gives out, of which this must never be one.
  return `RM-${/^\d+$/.test(end) ? `X${end.slice(1)}` : end}`;
}
