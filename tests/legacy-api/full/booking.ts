/** Making clients, orders, devices and tickets, whoever makes them (2.2.1, 2.3). A booking is several calls, and not atomic. */
import { codeDate, readDate } from '../core/clock.ts';
import { badRequest } from '../core/refusal.ts';
import { flagIn, numberIn, textIn, type Body } from '../core/route.ts';
import { addNote } from './conversation.ts';
import type { Client, Device, Item, Order, Ticket } from './tables.ts';
import { cents, rederive } from './totals.ts';
import type { FullWorld } from './world.ts';

/** A client, with what is not said filled in as the server does. */
export function addClient(world: FullWorld, client: Partial<Client>): Client {
  const born = world.born();
  const name = client.name ?? `${client.first_name ?? ''} ${client.last_name ?? ''}`.trim();
  const made = client.email ? {} : generatedAddress(born.id);
  return world.tables.clients.insert({
    ...born,
    country_code: 'GB',
    email_suppressed: 0,
    is_generated_email: 0,
    ...client,
    name: name === '' ? null : name,
    ...made,
  });
}

/** Who has no address gets one that nothing is sent to (3.5a). */
const generatedAddress = (id: string) => ({
  email: `no-email-${id.slice(0, 8)}@noemail.invalid`,
  is_generated_email: 1,
  email_suppressed: 1,
  suppression_status: 'manual_block',
});

export function addTicket(world: FullWorld, ticket: Partial<Ticket>): Ticket {
  const made = { ticket_number: world.nextNumber(), status: 'open', ticket_type: 'lead', subject: 'Enquiry' };
  return world.tables.tickets.insert({ ...world.born(), ...made, ...ticket });
}

/** An order and its ticket, which has the same number. */
export function addOrder(world: FullWorld, order: Partial<Order>, adopted?: Ticket): Order {
  const { client_id = null, location_id = null, assigned_user_id = null } = order;
  const ticket =
    adopted ??
    addTicket(world, {
      client_id,
      location_id,
      assigned_user_id,
      ticket_type: 'order',
      subject: 'New order',
    });
  world.tables.tickets.update(ticket.id, {
    ticket_type: 'order',
    ...(!adopted && { subject: `Order ${String(ticket.ticket_number)}` }),
  });
  const made = world.tables.orders.insert({
    ...world.born(),
    intake_method: 'walk_in',
    portal_access_disabled: 0,
    ...order,
    ticket_id: ticket.id,
    order_number: ticket.ticket_number,
  });
  rederive(world, made.id);
  return world.tables.orders.get(made.id) ?? made;
}

/** A device of an order; one that is sent by post has not arrived yet. */
export function addDevice(world: FullWorld, order: Order, device: Partial<Device>): Device {
  const here = order.intake_method !== 'mail_in' && order.intake_method !== 'courier';
  const at = world.clock.byCode();
  const made = world.tables.devices.insert({
    ...world.born(),
    status: 'device_received',
    workflow_type: 'repair',
    priority: 'normal',
    authorization_status: 'pending',
    ...(here && { received_at: at, checked_in_at: at }),
    ...device,
    order_id: order.id,
  });
  rederive(world, order.id);
  return made;
}

/** Something that is charged for; a price with VAT in it is what counts where it is said (1.9). */
export function addItem(world: FullWorld, orderId: string, item: Partial<Item>): Item {
  const rate = item.vat_rate ?? (item.item_type === 'device_purchase' ? 0 : world.company().vat_rate);
  const inclusive = item.price_inc_vat ?? null;
  const unit = inclusive === null ? (item.unit_price ?? 0) : inclusive / (1 + (rate ?? 0) / 100);
  const made = world.tables.items.insert({
    id: world.id(),
    item_type: 'repair',
    description: 'Repair',
    quantity: 1,
    is_warranty_item: 0,
    authorization_status: 'pending',
    authorization_round: 1,
    created_at: world.clock.byDatabase(),
    ...item,
    order_id: orderId,
    vat_rate: rate,
    price_inc_vat: inclusive,
    unit_price: cents(unit),
  });
  rederive(world, orderId);
  return made;
}

const needSignature = new Set(['walk_in', 'collection']);

/** POST /orders. @throws Refusal 400 for what is missing. */
export function book(world: FullWorld, body: Body, by: string | null): Order {
  const { tables } = world;
  const location_id = textIn(body, 'location_id');
  if (location_id === undefined && tables.locations.count() > 0) throw badRequest('Location is required');
  if (location_id !== undefined && !tables.locations.get(location_id)) throw badRequest('Location not found');
  const intake_method = textIn(body, 'intake_method') ?? 'walk_in';
  const signature = body['signature'] as Body | undefined;
  if (needSignature.has(intake_method) && !signature) throw badRequest('Signature is required');
  const named = textIn(body, 'existing_ticket_id');
  const adopted = named === undefined ? undefined : world.ticket(named);
  if (named !== undefined && !adopted) throw badRequest('Ticket not found');
  const client = findOrAddClient(world, body);
  const ready = textIn(body, 'ready_by');
  const readyAt = ready === undefined ? undefined : readDate(ready);
  const allowed = body['pre_authorization'] as Body | undefined;
  const order = addOrder(
    world,
    {
      client_id: client?.id ?? null,
      location_id: location_id ?? null,
      intake_method,
      assigned_user_id: by,
      ...(readyAt !== undefined && { ready_by_date: `${codeDate(readyAt).slice(0, 19)}Z` }),
      ...(allowed && {
        authorisation_type: 'pre_authorised',
        authorisation_amount: numberIn(allowed, 'amount') ?? null,
        authorisation_notes: textIn(allowed, 'notes') ?? null,
      }),
    },
    adopted,
  );
  if (signature) {
    tables.signatures.insert({
      id: world.id(),
      order_id: order.id,
      signature_type: 'drop_off',
      signature_data: textIn(signature, 'signature_data') ?? null,
      typed_name: textIn(signature, 'typed_name') ?? null,
      terms_agreed: flagIn(signature, 'terms_agreed') ?? 0,
      captured_at: world.clock.byCode(),
    });
  }
  const notes = textIn(body, 'notes');
  const ticket = tables.tickets.get(order.ticket_id);
  if (notes && ticket) addNote(world, ticket, notes, { by });
  return order;
}

function findOrAddClient(world: FullWorld, body: Body): Client | undefined {
  if (flagIn(body, 'guest_checkout') === 1) return undefined;
  const email = textIn(body, 'client_email');
  const none = flagIn(body, 'no_email') === 1;
  if (!email && !none) throw badRequest('Client email is required');
  const known =
    email && world.tables.clients.first('lower(email) = lower(?) AND deleted_at IS NULL', [email]);
  if (known) return known;
  const plain = ['address_line_1', 'address_line_2', 'city', 'county', 'postcode', 'country'];
  const rest = Object.fromEntries(plain.map((key) => [key, textIn(body, key) ?? null]));
  return addClient(world, {
    ...rest,
    email: none ? null : (email ?? null),
    first_name: textIn(body, 'client_first_name') ?? null,
    last_name: textIn(body, 'client_last_name') ?? null,
    phone: textIn(body, 'client_phone') ?? null,
    country_code: textIn(body, 'client_country_code') ?? 'GB',
  });
}
