/** A ticket as it is sent: the row of a list (3.3a), the whole with its messages (3.3b), and a message (3.4). */
import { deviceName, deviceNamed, idAndName, noteCopies, writerOf } from './named.ts';
import type { Message, Ticket } from './tables.ts';
import type { FullWorld } from './world.ts';

function orderOf(world: FullWorld, ticket: Ticket) {
  const order = world.tables.orders.first('ticket_id = ?', [ticket.id]);
  if (!order) return null;
  const devices = world.tables.devices.find('order_id = ?', [order.id]);
  return {
    id: order.id,
    status: order.status,
    device_count: devices.length,
    devices: devices.map((device) => ({
      id: device.id,
      display_name: deviceName(world, device),
      status: device.status,
    })),
  };
}

export function ticketListRow(world: FullWorld, ticket: Ticket) {
  const client = world.tables.clients.get(ticket.client_id);
  const user = world.tables.users.get(ticket.assigned_user_id);
  return {
    id: ticket.id,
    ticket_number: ticket.ticket_number,
    subject: ticket.subject,
    status: ticket.status,
    ticket_type: ticket.ticket_type,
    assigned_user_id: ticket.assigned_user_id,
    // Without an id inside.
    assigned_user: user ? { first_name: user.first_name, last_name: user.last_name } : null,
    client: client ? { id: client.id, email: client.email, name: client.name } : null,
    location_id: ticket.location_id,
    location: idAndName(world.tables.locations.get(ticket.location_id)),
    order: orderOf(world, ticket),
    created_at: ticket.created_at,
    updated_at: ticket.updated_at,
    last_client_update: ticket.last_client_update,
    enquiry_kind: ticket.enquiry_kind,
    fulfilment: ticket.fulfilment,
    buyback_labels: null,
    notes: noteCopies(world, ticket.id),
  };
}

export function ticketDetail(world: FullWorld, ticket: Ticket) {
  const { notes: _notes, ...row } = ticketListRow(world, ticket);
  const client = world.tables.clients.get(ticket.client_id);
  const {
    phone,
    email_suppressed,
    email_suppressed_at,
    is_generated_email,
    suppression_status,
    suppression_error,
  } = client ?? {};
  const more = {
    phone,
    email_suppressed,
    email_suppressed_at,
    is_generated_email,
    suppression_status,
    suppression_error,
  };
  return {
    ...row,
    client: row.client ? { ...row.client, ...more } : null,
    merged_into_ticket_id: ticket.merged_into_ticket_id,
    requires_location: ticket.location_id === null,
    received_custom_email: null,
    last_reply_from_custom_email_id: null,
    messages: world.tables.messages
      .find('ticket_id = ?', [ticket.id])
      .map((message) => messageRow(world, message)),
    sms_available: false,
    sms_remaining: 0,
    sms_already_sent: false,
    collection_slot: null,
    sell_declaration: null,
  };
}

export function messageRow(world: FullWorld, message: Message) {
  const { ticket_id: _ticket, created_by, device_id, created_at, ...rest } = message;
  return {
    ...rest,
    device_id,
    device_name: deviceNamed(world, device_id),
    created_at,
    created_by: writerOf(world, created_by),
    events: [],
    attachments: [],
  };
}
