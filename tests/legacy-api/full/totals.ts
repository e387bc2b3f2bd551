/**
 * What an order says because of what hangs on it: its status and its money (4.2, 1.9). Called after every write below an
 * order; the sheet has it computed on reading, so `updated_at` stays unless chosen otherwise.
 */
import { derivedStatus } from './statuses.ts';
import type { Item } from './tables.ts';
import type { FullWorld } from './world.ts';

/** Rounded to two places. */
export const cents = (amount: number): number => Math.round((amount + Number.EPSILON) * 100) / 100;

/** The sums of one line. What the shop buys from a client counts below nothing. */
export function lineOf(item: Item): { net: number; vat: number; gross: number; discount: number } {
  const rate = (item.vat_rate ?? 0) / 100;
  const unit = item.price_inc_vat ?? (item.unit_price ?? 0) * (1 + rate);
  const full = cents((item.quantity ?? 1) * unit);
  const off =
    item.discount_percent === null ? (item.discount_amount ?? 0) : (full * item.discount_percent) / 100;
  const sign = item.item_type === 'device_purchase' ? -1 : 1;
  const gross = cents(sign * (full - off));
  const net = cents(gross / (1 + rate));
  return { net, vat: cents(gross - net), gross, discount: cents(off) };
}

/** Writes what follows into the order's row. */
export function rederive(world: FullWorld, orderId: string | null): void {
  const { tables, choices, clock } = world;
  const order = tables.orders.get(orderId);
  if (!order) return;
  const devices = tables.devices.find('order_id = ?', [order.id]);
  const here = devices.some(({ received_at }) => received_at !== null);
  const status = derivedStatus(order.stored_status, here ? devices.map((device) => device.status ?? '') : []);
  const lines = tables.items.find('order_id = ?', [order.id]).map(lineOf);
  const add = (amounts: readonly (number | null)[]): number =>
    cents(amounts.reduce<number>((sum, each) => sum + (each ?? 0), 0));
  const gross = add(lines.map((line) => line.gross));
  const off =
    order.global_discount_percent === null
      ? (order.global_discount_amount ?? 0)
      : cents((gross * order.global_discount_percent) / 100);
  const payments = tables.payments.find('order_id = ?', [order.id]);
  const paid = add(payments.map(({ amount }) => amount));
  const refunded = add(tables.refunds.find('order_id = ?', [order.id]).map(({ amount }) => amount));
  const total = cents(gross - off);
  const due = cents(total - paid + refunded);
  const share = gross === 0 ? 1 : total / gross;
  tables.orders.update(order.id, {
    status,
    payment_status: paymentStatus(total, paid, refunded, due),
    subtotal: cents(add(lines.map((line) => line.net)) * share),
    vat_total: cents(add(lines.map((line) => line.vat)) * share),
    discount_total: cents(off + add(lines.map((line) => line.discount))),
    grand_total: total,
    deposits_paid: add(payments.filter(({ is_deposit }) => is_deposit === 1).map(({ amount }) => amount)),
    amount_paid: paid,
    total_refunded: refunded,
    balance_due: due,
    ...(choices.childBumpsOrder && { updated_at: clock.byCode() }),
    ...(status !== order.status && datesOf(status, clock.byCode())),
  });
}

function paymentStatus(total: number, paid: number, refunded: number, due: number): string {
  if (refunded > 0 && refunded >= paid) return 'refunded';
  if (total !== 0 && Math.abs(due) < 0.005) return 'paid';
  return paid === 0 ? 'unpaid' : 'partial';
}

const datesOf = (status: string, at: string): Record<string, string> =>
  status === 'service_complete' || status === 'awaiting_collection' ? { service_completed_at: at } : {};
