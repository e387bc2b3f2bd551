/** A client as it is sent: the row of a list (3.5a, without `updated_at`) and the whole (3.5b). */
import { socials } from './columns.ts';
import type { Client } from './tables.ts';
import { cents } from './totals.ts';
import type { FullWorld } from './world.ts';

interface Spent {
  readonly orders: number;
  readonly total: number;
}

function countsOf(world: FullWorld, client: Client) {
  const [spent] = world.database.all<Spent>(
    `SELECT count(*) AS orders, coalesce(sum(max(grand_total, 0)), 0) AS total FROM orders
     WHERE client_id = ? AND coalesce(stored_status, '') <> 'cancelled'`,
    [client.id],
  );
  const [devices] = world.database.all<{ n: number }>(
    'SELECT count(*) AS n FROM devices JOIN orders ON orders.id = devices.order_id WHERE orders.client_id = ?',
    [client.id],
  );
  const { orders = 0, total = 0 } = spent ?? {};
  return {
    ticket_count: world.tables.tickets.count('client_id = ?', [client.id]),
    order_count: orders,
    device_count: devices?.n ?? 0,
    total_spend: cents(total),
    average_spend: orders === 0 ? 0 : cents(total / orders),
  };
}

function groupsOf(world: FullWorld, client: Client) {
  const group = world.tables.clientGroups.get(client.client_group_id);
  return group ? [{ id: group.id, name: group.name, group_type: group.group_type }] : [];
}

export function clientListRow(world: FullWorld, client: Client) {
  const groups = groupsOf(world, client);
  return {
    id: client.id,
    email: client.email,
    name: client.name,
    first_name: client.first_name,
    last_name: client.last_name,
    phone: client.phone,
    country_code: client.country_code,
    client_group_id: client.client_group_id,
    client_group_name: groups[0]?.name ?? null,
    groups,
    email_suppressed: client.email_suppressed,
    is_generated_email: client.is_generated_email,
    email_suppressed_at: client.email_suppressed_at,
    suppression_status: client.suppression_status,
    suppression_error: client.suppression_error,
    marketing_consent: client.marketing_consent,
    ...countsOf(world, client),
    last_contact_received: client.last_contact_received,
    last_contact_sent: client.last_contact_sent,
    created_at: client.created_at,
  };
}

/** Its counts are under `stats`, and its booleans are booleans: a list has neither. */
export function clientDetail(world: FullWorld, client: Client) {
  const { tables } = world;
  const row = clientListRow(world, client);
  const { ticket_count, order_count, device_count, total_spend, average_spend, ...plain } = row;
  const orders = tables.orders.find('client_id = ?', [client.id]);
  const devices = orders.flatMap((order) =>
    tables.devices.find('order_id = ?', [order.id]).map((device) => ({ order, device })),
  );
  return {
    ...plain,
    email_suppressed: client.email_suppressed === 1,
    is_generated_email: client.is_generated_email === 1,
    notes: client.notes,
    address_line_1: client.address_line_1,
    address_line_2: client.address_line_2,
    city: client.city,
    county: client.county,
    postcode: client.postcode,
    country: client.country,
    ...Object.fromEntries(socials.map((social) => [social, client[social]])),
    client_group: row.groups[0] ?? null,
    marketing_consent_at: client.marketing_consent_at,
    marketing_consent_source: client.marketing_consent_source,
    updated_at: client.updated_at,
    deleted_at: client.deleted_at,
    tickets: tables.tickets
      .find('client_id = ?', [client.id])
      .map(({ id, ticket_number, subject, status, created_at }) => ({
        id,
        ticket_number,
        subject,
        status,
        created_at,
      })),
    orders: orders.map(({ id, order_number, status, grand_total, created_at }) => ({
      id,
      order_number,
      status,
      total: grand_total,
      created_at,
    })),
    devices: devices.map(({ order, device }) => ({
      id: device.id,
      order_id: order.id,
      order_number: order.order_number,
      brand_name: tables.brands.get(device.brand_id)?.name ?? null,
      model_name: tables.models.get(device.model_id)?.name ?? null,
      custom_brand: device.custom_brand,
      custom_model: device.custom_model,
      serial_number: device.serial_number,
      status: device.status,
    })),
    stats: {
      ticket_count,
      order_count,
      device_count,
      total_spend,
      average_spend,
      last_contact_received: client.last_contact_received,
      last_contact_sent: client.last_contact_sent,
    },
  };
}

export const clientLightRow = ({ id, email, first_name, last_name, phone }: Client) => ({
  id,
  email,
  first_name,
  last_name,
  phone,
});
