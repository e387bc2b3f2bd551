/** Orders of the full API: list, detail, booking, and what may be changed of one (2.2). */
import { readPatch } from '../core/patch.ts';
import { badRequest, notFound } from '../core/refusal.ts';
import { numberIn, Reply, requireText, textIn, type Call, type Route } from '../core/route.ts';
import { addDevice, addOrder, book } from './booking.ts';
import { collect, despatch } from './handing-over.ts';
import { orderWritable } from './columns.ts';
import { tellClient } from './conversation.ts';
import { among, between, containing, csv, idOr, listPage, sorted } from './list-query.ts';
import { moveDevice } from './move-device.ts';
import { orderDetail, orderListRow } from './order-rows.ts';
import { intakeMethods, orderStatuses, paymentStatuses } from './statuses.ts';
import type { Order } from './tables.ts';
import { rederive } from './totals.ts';
import { nameOfUser, type FullWorld } from './world.ts';

/** @throws Refusal 404 */
export function orderOf(world: FullWorld, { params }: Call): Order {
  const order = world.order(params['o']);
  if (!order) throw notFound();
  return order;
}

export function orderRoutes(world: FullWorld): Route[] {
  const { tables, clock, choices } = world;
  const page = 'orders';
  const detail = (order: Order): unknown => orderDetail(world, tables.orders.get(order.id) ?? order);
  const stamp = (order: Order, patch: Partial<Order>): Order => {
    tables.orders.update(order.id, { ...patch, updated_at: clock.byCode() });
    rederive(world, order.id);
    return order;
  };

  const routes: Route[] = [
    {
      method: 'GET',
      path: '/orders',
      page,
      handle: (call) => {
        const { query } = call;
        const {
          rows,
          page: at,
          limit,
          total,
          pages,
        } = listPage(world, call, {
          table: tables.orders,
          where: [
            among('status', csv(query['status'])),
            among('payment_status', csv(query['payment_status'])),
            idOr('location_id', query['location_id'], 'unset'),
            idOr('assigned_user_id', query['assigned_user_id'], 'unassigned'),
            ...between('created_at', query['date_from'], query['date_to']),
            searched(query['search']),
          ],
          order: sorted(
            query['sort'],
            query['order'],
            ['created_at', 'updated_at', 'status', 'order_number'],
            'created_at',
          ),
        });
        return new Reply({
          success: true,
          data: rows.map((row) => orderListRow(world, row)),
          pagination: { page: at, limit, total, total_pages: pages },
          filters: filters(world),
        });
      },
    },
    {
      method: 'POST',
      path: '/orders',
      page,
      handle: ({ body, caller }) => {
        const { id, order_number, ticket_id } = book(world, body, caller?.userId ?? null);
        return new Reply({ success: true, data: { id, order_number, ticket_id } }, choices.created);
      },
    },
    { method: 'GET', path: '/orders/:o', page, handle: (call) => detail(orderOf(world, call)) },
    {
      method: 'PATCH',
      path: '/orders/:o',
      page,
      handle: (call) => {
        const order = orderOf(world, call);
        const patch = readPatch(call.body, orderWritable, choices) as Partial<Order>;
        if (patch.intake_method && !intakeMethods.some((method) => method === patch.intake_method))
          throw badRequest('Invalid intake_method');
        if (patch.location_id && !tables.locations.get(patch.location_id))
          throw badRequest('Location not found');
        const changes = Object.entries(patch).some(
          ([key, value]) => (order as Record<string, unknown>)[key] !== value,
        );
        if (changes || choices.unchangedBumps) stamp(order, patch);
        // Not to be relied on (5.4): only that it was done is said.
        return { id: order.id };
      },
    },
    {
      method: 'PATCH',
      path: '/orders/:o/discount',
      page,
      handle: (call) => {
        const percent = numberIn(call.body, 'discount_percent') ?? null;
        const amount = numberIn(call.body, 'discount_amount') ?? null;
        if (percent !== null && amount !== null) throw badRequest('Either a percentage or an amount');
        const set = percent !== null || amount !== null;
        const reason = set ? requireText(call.body, 'discount_reason') : null;
        return detail(
          stamp(orderOf(world, call), {
            global_discount_percent: percent,
            global_discount_amount: amount,
            global_discount_reason: reason,
          }),
        );
      },
    },
    {
      method: 'PUT',
      path: '/orders/:o/purchase-order',
      page,
      handle: (call) => {
        const reference = textIn(call.body, 'po_reference');
        const value = numberIn(call.body, 'po_value');
        return detail(
          stamp(orderOf(world, call), {
            ...(reference !== undefined && { customer_po_reference: reference }),
            ...(value !== undefined && { customer_po_value: value }),
            customer_po_received_at: clock.byCode(),
          }),
        );
      },
    },
    {
      method: 'PATCH',
      path: '/orders/:o/billing-group',
      page,
      handle: (call) => {
        const group = call.body['client_group_id'];
        if (group !== null && !(typeof group === 'string' && tables.clientGroups.get(group)))
          throw badRequest('Group not found');
        return detail(stamp(orderOf(world, call), { billing_group_id: group }));
      },
    },
    {
      method: 'POST',
      path: '/orders/:o/send-quote',
      page,
      handle: (call) => {
        const order = stamp(orderOf(world, call), { quote_sent_at: clock.byCode() });
        const ticket = tables.tickets.get(order.ticket_id);
        return { email_sent: ticket ? tellClient(world, ticket, 'Here is your quote.', 'quote') : false };
      },
    },
    {
      method: 'POST',
      path: '/orders/:o/authorize',
      page,
      handle: (call) => {
        const order = orderOf(world, call);
        const words: Readonly<Record<string, string>> = {
          authorised_ready_to_repair: 'ready_to_repair',
          authorised_awaiting_parts: 'authorised_awaiting_parts',
        };
        const to = words[requireText(call.body, 'target_status')];
        if (to === undefined) throw badRequest('Invalid target_status');
        stamp(order, {
          authorisation_type: requireText(call.body, 'authorisation_type'),
          authorisation_notes: textIn(call.body, 'authorisation_notes') ?? order.authorisation_notes,
          authorised_at: clock.byCode(),
        });
        for (const device of tables.devices.find("order_id = ? AND status = 'awaiting_authorisation'", [
          order.id,
        ]))
          moveDevice(world, device, { to, by: call.caller?.userId ?? null });
        return detail(order);
      },
    },
    {
      method: 'POST',
      path: '/orders/:o/collect',
      page,
      handle: (call) => collect(world, orderOf(world, call), call),
    },
    {
      method: 'POST',
      path: '/orders/:o/despatch',
      page,
      handle: (call) => despatch(world, orderOf(world, call), call),
    },
    {
      method: 'POST',
      path: '/orders/:o/recreate',
      page: 'admin',
      handle: (call) => new Reply({ success: true, new_order: recreate(world, orderOf(world, call), call) }),
    },
  ];
  return routes;
}

/** By number, client or serial. */
function searched(words: string | undefined) {
  const client = containing(['name', 'email', 'phone', 'first_name', 'last_name'], words);
  if (!client || words === undefined) return undefined;
  return {
    sql: `(CAST(order_number AS TEXT) LIKE ? OR client_id IN (SELECT id FROM clients WHERE ${client.sql})
      OR id IN (SELECT order_id FROM devices WHERE serial_number = ? OR imei = ?))`,
    values: [`%${words}%`, ...client.values, words, words],
  };
}

function filters({ tables }: FullWorld) {
  return {
    locations: tables.locations.find().map(({ id, name }) => ({ id, name })),
    users: tables.users.find('is_active = 1').map((user) => ({ id: user.id, name: nameOfUser(user) })),
    // Lacks `cancelled`, though there are such rows.
    statuses: orderStatuses.filter((status) => status !== 'cancelled'),
    payment_statuses: paymentStatuses.slice(0, 3),
    device_types: tables.deviceTypes.find().map(({ id, name, slug }) => ({ id, name, slug })),
  };
}

/** The original is cancelled, and a new one has its devices and items. */
function recreate(
  world: FullWorld,
  order: Order,
  { body }: Call,
): { id: string; order_number: number | null } {
  const { tables, clock } = world;
  tables.orders.update(order.id, { stored_status: 'cancelled', updated_at: clock.byCode() });
  rederive(world, order.id);
  const { client_id, intake_method } = order;
  const location_id = textIn(body, 'location_id') ?? order.location_id;
  const assigned_user_id = textIn(body, 'assigned_user_id') ?? order.assigned_user_id;
  const made = addOrder(world, { client_id, location_id, assigned_user_id, intake_method });
  const copies = new Map<string, string>();
  for (const device of tables.devices.find('order_id = ?', [order.id])) {
    const { id, created_at: _created, updated_at: _updated, ...rest } = device;
    copies.set(id, addDevice(world, made, rest).id);
  }
  for (const item of tables.items.find('order_id = ?', [order.id])) {
    const device_id = item.device_id === null ? null : (copies.get(item.device_id) ?? null);
    tables.items.insert({
      ...item,
      id: world.id(),
      order_id: made.id,
      device_id,
      created_at: clock.byDatabase(),
    });
  }
  rederive(world, made.id);
  return { id: made.id, order_number: made.order_number };
}
