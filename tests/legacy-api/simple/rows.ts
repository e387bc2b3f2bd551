/** What the simple API sends of each record: what is stored, and what is counted from other rows. */
import type { SimpleClient, SimpleDevice, SimpleMessage, SimpleOrder, SimpleTicket } from './tables.ts';
import type { SimpleWorld } from './world.ts';

export const cents = (amount: number): number => Math.round(amount * 100) / 100;

function sum(world: SimpleWorld, sql: string, id: string): number {
  const [row] = world.database.all<{ n: number | null }>(sql, [id]);
  return cents(row?.n ?? 0);
}

/** Money in major units; the total is that of its devices' prices. */
export function orderRow(world: SimpleWorld, order: SimpleOrder) {
  const total = sum(world, 'SELECT sum(price) AS n FROM devices WHERE order_id = ?', order.id);
  const { deposit, notes, created_at, updated_at, ...rest } = order;
  const balance = cents(total - (deposit ?? 0));
  return { ...rest, total, deposit, balance, notes, created_at, updated_at };
}

export const deviceRow = (_world: SimpleWorld, device: SimpleDevice) => device;

export function clientRow(world: SimpleWorld, client: SimpleClient) {
  const spent =
    'SELECT sum(price) AS n FROM devices JOIN orders ON orders.id = devices.order_id WHERE orders.client_id = ?';
  const { created_at, updated_at, ...rest } = client;
  return {
    ...rest,
    order_count: world.tables.orders.count('client_id = ?', [client.id]),
    total_spent: sum(world, spent, client.id),
    created_at,
    updated_at,
  };
}

export function ticketRow(world: SimpleWorld, ticket: SimpleTicket) {
  const client = world.tables.clients.get(ticket.client_id);
  const messages = world.tables.messages.find('ticket_id = ?', [ticket.id]);
  return {
    ...ticket,
    client_name: client?.name ?? null,
    client_email: client?.email ?? null,
    messages: messages.map(messageRow),
  };
}

export const messageRow = ({ id, content, is_internal, author, created_at }: SimpleMessage) => ({
  id,
  content,
  is_internal: is_internal === 1,
  author,
  created_at,
});
