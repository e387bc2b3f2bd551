/** What hangs on an order: items, payments, refunds, signatures (2.2). Each write changes the totals (4.3). */
import { calendarDate } from '../core/clock.ts';
import { readPatch, type Writable } from '../core/patch.ts';
import { badRequest, notFound } from '../core/refusal.ts';
import { flagIn, numberIn, Reply, requireText, textIn, type Call, type Route } from '../core/route.ts';
import { addItem } from './booking.ts';
import { itemRow, paymentRow, refundRow, signatureRow } from './money-rows.ts';
import { moveDevice } from './move-device.ts';
import { orderOf } from './order-routes.ts';
import { itemTypes, paymentMethods } from './statuses.ts';
import type { Item } from './tables.ts';
import { rederive } from './totals.ts';
import type { FullWorld } from './world.ts';

/** `price_inc_vat` is what counts where it is sent; the discount's three clear with null (1.6). */
const itemWritable: Writable = {
  description: 'text',
  quantity: 'number',
  unit_price: 'number',
  price_inc_vat: 'number',
  vat_rate: 'number',
  is_warranty_item: 'flag',
  warranty_notes: 'text',
  product_type_id: 'text',
  quality_tier: 'text',
  discount_percent: 'number?',
  discount_amount: 'number?',
  discount_reason: 'text?',
};

export function orderMoneyRoutes(world: FullWorld): Route[] {
  const { tables, clock, choices } = world;
  const page = 'orders';
  const made = (row: unknown): Reply => new Reply({ success: true, data: row }, choices.created);
  const belongs = <T extends { order_id: string | null }>(row: T | undefined, call: Call): T => {
    if (!row || row.order_id !== orderOf(world, call).id) throw notFound();
    return row;
  };
  const itemOf = (call: Call): Item => belongs(tables.items.get(call.params['i']), call);

  return [
    {
      method: 'GET',
      path: '/orders/:o/items',
      page,
      handle: (call) => tables.items.find('order_id = ?', [orderOf(world, call).id]).map(itemRow),
    },
    {
      method: 'POST',
      path: '/orders/:o/items',
      page,
      handle: (call) => {
        const order = orderOf(world, call);
        if (order.status === 'collected_despatched')
          throw badRequest('Cannot add items to a collected order');
        const item_type = requireText(call.body, 'item_type');
        if (!itemTypes.some((type) => type === item_type)) throw badRequest('Invalid item_type');
        const description = requireText(call.body, 'description', 'Description is required');
        if (description.length > 500) throw badRequest('Description is too long');
        const device_id = textIn(call.body, 'device_id') ?? null;
        if (device_id === null && (item_type === 'repair' || item_type === 'device_purchase'))
          throw badRequest('Device is required');
        if (device_id !== null && tables.devices.get(device_id)?.order_id !== order.id)
          throw badRequest('Device not on order');
        const { description: _d, ...rest } = readPatch(call.body, itemWritable, {
          ...choices,
          unknownInPatch: 'ignored',
        });
        const said = rest as Partial<Item>;
        return made(itemRow(addItem(world, order.id, { ...said, device_id, item_type, description })));
      },
    },
    {
      method: 'PATCH',
      path: '/orders/:o/items/:i',
      page,
      handle: (call) => {
        const item = itemOf(call);
        const patch = readPatch(call.body, itemWritable, choices);
        // A net price that is sent alone takes the place of the one that had VAT in it.
        if ('unit_price' in patch && !('price_inc_vat' in patch)) patch['price_inc_vat'] = null;
        const after = tables.items.update(item.id, patch);
        rederive(world, item.order_id);
        return itemRow(after);
      },
    },
    {
      method: 'DELETE',
      path: '/orders/:o/items/:i',
      page,
      handle: (call) => {
        const item = itemOf(call);
        tables.items.remove(item.id);
        rederive(world, item.order_id);
        return undefined;
      },
    },
    {
      method: 'GET',
      path: '/orders/:o/payments',
      page,
      handle: (call) =>
        tables.payments
          .find('order_id = ?', [orderOf(world, call).id])
          .map((payment) => paymentRow(world, payment)),
    },
    {
      method: 'POST',
      path: '/orders/:o/payments',
      page,
      handle: (call) => {
        const order = orderOf(world, call);
        const amount = numberIn(call.body, 'amount');
        const payment_method = requireText(call.body, 'payment_method');
        if (amount === undefined || amount <= 0) throw badRequest('Amount must be above zero');
        if (!paymentMethods.some((method) => method === payment_method))
          throw badRequest('Invalid payment_method');
        const payout = flagIn(call.body, 'is_payout') === 1;
        if (!payout && amount > (order.balance_due ?? 0) + 0.005)
          throw badRequest('Payment exceeds balance due');
        const device = tables.devices.get(textIn(call.body, 'device_id'));
        const payment = tables.payments.insert({
          id: world.id(),
          order_id: order.id,
          device_id: device?.id ?? null,
          amount: payout ? -amount : amount,
          payment_method,
          payment_date: textIn(call.body, 'payment_date') ?? calendarDate(clock.now()),
          notes: textIn(call.body, 'notes') ?? null,
          recorded_by: call.caller?.userId ?? null,
          is_deposit: flagIn(call.body, 'is_deposit') ?? 0,
          is_payout: payout ? 1 : 0,
          created_at: clock.byDatabase(),
        });
        if (payout && device?.status === 'ready_to_pay')
          moveDevice(world, device, { to: 'payment_made', by: call.caller?.userId ?? null });
        rederive(world, order.id);
        return made(paymentRow(world, payment));
      },
    },
    {
      method: 'DELETE',
      path: '/orders/:o/payments/:p',
      page,
      handle: (call) => {
        const payment = belongs(tables.payments.get(call.params['p']), call);
        tables.payments.remove(payment.id);
        rederive(world, payment.order_id);
        return undefined;
      },
    },
    {
      method: 'GET',
      path: '/orders/:o/refunds',
      page,
      handle: (call) =>
        tables.refunds
          .find('order_id = ?', [orderOf(world, call).id])
          .map((refund) => refundRow(world, refund)),
    },
    {
      method: 'POST',
      path: '/orders/:o/refunds',
      page,
      handle: (call) => {
        const order = orderOf(world, call);
        const payment = belongs(tables.payments.get(textIn(call.body, 'order_payment_id')), call);
        const amount = numberIn(call.body, 'amount');
        const { refundable_amount } = paymentRow(world, payment);
        if (amount === undefined || amount <= 0 || amount > refundable_amount + 0.005)
          throw badRequest('Amount is not refundable');
        const refund = tables.refunds.insert({
          id: world.id(),
          order_id: order.id,
          order_payment_id: payment.id,
          amount,
          refund_date: textIn(call.body, 'refund_date') ?? calendarDate(clock.now()),
          reason: textIn(call.body, 'reason') ?? null,
          recorded_by: call.caller?.userId ?? null,
          created_at: clock.byDatabase(),
        });
        rederive(world, order.id);
        return made(refundRow(world, refund));
      },
    },
    {
      method: 'DELETE',
      path: '/orders/:o/refunds/:r',
      page,
      handle: (call) => {
        const refund = belongs(tables.refunds.get(call.params['r']), call);
        tables.refunds.remove(refund.id);
        rederive(world, refund.order_id);
        return undefined;
      },
    },
    {
      method: 'GET',
      path: '/orders/:o/signatures',
      page,
      handle: (call) => tables.signatures.find('order_id = ?', [orderOf(world, call).id]).map(signatureRow),
    },
  ];
}
