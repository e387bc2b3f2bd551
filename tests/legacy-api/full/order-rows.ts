/** An order as it is sent: the row of a list (3.1a) and the whole (3.1b). Their shapes differ, and are described here once. */
import { itemRow, paymentRow, refundRow, signatureRow } from './money-rows.ts';
import { deviceName, idAndName, noteCopies, staffOf, writerOf } from './named.ts';
import type { Message, Order } from './tables.ts';
import { cents } from './totals.ts';
import type { FullWorld } from './world.ts';

export function orderListRow(world: FullWorld, order: Order) {
  const client = world.tables.clients.get(order.client_id);
  return {
    id: order.id,
    order_number: order.order_number,
    ticket_id: order.ticket_id,
    client: client
      ? {
          id: client.id,
          email: client.email,
          first_name: client.first_name,
          last_name: client.last_name,
          phone: client.phone,
        }
      : null,
    location: idAndName(world.tables.locations.get(order.location_id)),
    assigned_user: staffOf(world, order.assigned_user_id),
    intake_method: order.intake_method,
    status: order.status,
    payment_status: order.payment_status,
    order_total: order.grand_total,
    amount_paid: order.amount_paid,
    balance_due: order.balance_due,
    created_at: order.created_at,
    updated_at: order.updated_at,
    notes: noteCopies(world, order.ticket_id),
  };
}

export function orderDetail(world: FullWorld, order: Order) {
  const { tables } = world;
  const of = [order.id];
  const company = world.company();
  const group = tables.clientGroups.get(order.billing_group_id);
  return {
    id: order.id,
    company_id: company.id,
    order_number: order.order_number,
    ticket_id: order.ticket_id,
    status: order.status,
    stored_status: order.stored_status ?? order.status,
    payment_status: order.payment_status,
    intake_method: order.intake_method,
    client: clientOf(world, order),
    location: locationOf(world, order),
    assigned_user: staffOf(world, order.assigned_user_id),
    authorisation_type: order.authorisation_type,
    authorisation_amount: order.authorisation_amount,
    authorisation_notes: order.authorisation_notes,
    tracking_number: order.tracking_number,
    carrier: order.carrier,
    items: tables.items.find('order_id = ?', of).map(itemRow),
    payments: tables.payments.find('order_id = ?', of).map((payment) => paymentRow(world, payment)),
    refunds: tables.refunds.find('order_id = ?', of).map((refund) => refundRow(world, refund)),
    signatures: tables.signatures.find('order_id = ? AND device_id IS NULL', of).map(signatureRow),
    devices: tables.devices.find('order_id = ?', of).map((device) => ({
      id: device.id,
      status: device.status,
      workflow_type: device.workflow_type,
      ready_for_collection_at: device.ready_for_collection_at,
      authorization_status: device.authorization_status,
      authorization_method: device.authorization_method,
      authorized_at: device.authorized_at,
      deposits: 0,
      final_paid: 0,
      display_name: deviceName(world, device),
      serial_number: device.serial_number,
    })),
    totals: {
      subtotal: order.subtotal,
      vat_total: order.vat_total,
      grand_total: order.grand_total,
      deposits_paid: order.deposits_paid,
      final_payments_paid: cents((order.amount_paid ?? 0) - (order.deposits_paid ?? 0)),
      amount_paid: order.amount_paid,
      total_refunded: order.total_refunded,
      net_paid: cents((order.amount_paid ?? 0) - (order.total_refunded ?? 0)),
      balance_due: order.balance_due,
      discount_total: order.discount_total,
    },
    dates: {
      created_at: order.created_at,
      updated_at: order.updated_at,
      quote_sent_at: order.quote_sent_at,
      authorised_at: order.authorised_at,
      rejected_at: order.rejected_at,
      service_completed_at: order.service_completed_at,
      collected_at: order.collected_at,
      despatched_at: order.despatched_at,
      ready_by_date: order.ready_by_date,
    },
    portal_access_disabled: order.portal_access_disabled,
    portal_access_expires_at: order.portal_access_expires_at,
    global_discount_percent: order.global_discount_percent,
    global_discount_amount: order.global_discount_amount,
    global_discount_reason: order.global_discount_reason,
    customer_po_reference: order.customer_po_reference,
    customer_po_value: order.customer_po_value,
    customer_po_received_at: order.customer_po_received_at,
    billing_group: group ? { id: group.id, name: group.name, postcode: group.postcode } : null,
    ticket: ticketOf(world, order),
    company: {
      name: company.name,
      vat_rate_repair: company.vat_rate,
      vat_rate_device_sale: company.vat_rate,
      vat_rate_accessory: company.vat_rate,
      vat_rate_device_purchase: 0,
      deposits_enabled: company.deposits_enabled,
    },
  };
}

function clientOf(world: FullWorld, order: Order) {
  const client = world.tables.clients.get(order.client_id);
  if (!client) return null;
  const {
    id,
    email,
    first_name,
    last_name,
    phone,
    notes,
    address_line_1,
    address_line_2,
    city,
    county,
    postcode,
    country,
  } = client;
  const { email_suppressed, email_suppressed_at, suppression_status, suppression_error } = client;
  const address = { address_line_1, address_line_2, city, county, postcode, country };
  const mail = { email_suppressed, email_suppressed_at, suppression_status, suppression_error };
  return { id, email, first_name, last_name, phone, notes, ...address, ...mail };
}

function locationOf(world: FullWorld, order: Order) {
  const location = world.tables.locations.get(order.location_id);
  if (!location) return null;
  const { id, name, address_line_1, address_line_2, city, postcode, phone } = location;
  return { id, name, address_line_1, address_line_2, city, postcode, phone };
}

/** Its last messages only: the whole conversation is in the ticket. */
function ticketOf(world: FullWorld, order: Order) {
  const ticket = world.tables.tickets.get(order.ticket_id);
  if (!ticket) return null;
  const messages = world.tables.messages.find('ticket_id = ?', [ticket.id]);
  return {
    id: ticket.id,
    subject: ticket.subject,
    status: ticket.status,
    messages: messages.slice(-20).map((message) => shortMessage(world, message)),
    messages_count: messages.length,
  };
}

function shortMessage(world: FullWorld, message: Message) {
  const { id, type, from_email, from_name, to_email, subject, body_text, body_html, created_at } = message;
  const said = { id, type, from_email, from_name, to_email, subject, body_text, body_html, created_at };
  return { ...said, created_by: writerOf(world, message.created_by) };
}
