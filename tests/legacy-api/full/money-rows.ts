/** What hangs on an order, as it is sent: items, payments, refunds, signatures (3.1b). */
import type { Item, Payment, Refund, Signature } from './tables.ts';
import { cents, lineOf } from './totals.ts';
import type { FullWorld } from './world.ts';

export function itemRow(item: Item) {
  const { net, vat, gross } = lineOf(item);
  const { order_id: _order, price_inc_vat: _price, ...rest } = item;
  return { ...rest, line_total: net, vat_amount: vat, line_total_inc_vat: gross };
}

export function paymentRow(world: FullWorld, payment: Payment) {
  const refunded = world.tables.refunds.find('order_payment_id = ?', [payment.id]);
  const total = cents(refunded.reduce((sum, { amount }) => sum + (amount ?? 0), 0));
  const { order_id: _order, recorded_by, is_payout, ...rest } = payment;
  return {
    ...rest,
    recorded_by_name: world.nameOf(recorded_by),
    pos_transaction_id: null,
    is_refundable: (payment.amount ?? 0) > total,
    total_refunded: total,
    refundable_amount: cents((payment.amount ?? 0) - total),
    // 0 or 1 for the deposit and a boolean here (5.5).
    is_payout: is_payout === 1,
  };
}

export function refundRow(world: FullWorld, refund: Refund) {
  const { order_id: _order, recorded_by, ...rest } = refund;
  return { ...rest, recorded_by_name: world.nameOf(recorded_by) };
}

export function signatureRow(signature: Signature) {
  const { id, signature_type, signature_data, typed_name, terms_agreed, captured_at } = signature;
  return {
    id,
    signature_type,
    has_signature: signature_data !== null,
    typed_name,
    terms_agreed,
    captured_at,
  };
}
