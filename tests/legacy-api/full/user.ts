/** Somebody who works in the full legacy system, or a client who writes: what its API would take from the bridge and what not. */
import { must } from '../../../shared/lib/assert.ts';
import type { Cell } from '../core/table.ts';
import { addClient, addDevice, addItem, addOrder, addTicket } from './booking.ts';
import { addMessage, addNote } from './conversation.ts';
import { moveDevice } from './move-device.ts';
import type { Client, Device, FullTables, Item, Message, Order, Ticket } from './tables.ts';
import { rederive } from './totals.ts';
import type { FullWorld } from './world.ts';

type Kind = 'clients' | 'orders' | 'devices' | 'tickets';
type Below = 'items' | 'payments' | 'refunds' | 'signatures' | 'messages' | 'accessories';

/** Which columns name a record of which kind. */
const references: readonly (readonly [table: Kind | Below, column: string, to: Kind])[] = [
  ['orders', 'client_id', 'clients'],
  ['tickets', 'client_id', 'clients'],
  ['devices', 'order_id', 'orders'],
  ['items', 'order_id', 'orders'],
  ['payments', 'order_id', 'orders'],
  ['refunds', 'order_id', 'orders'],
  ['signatures', 'order_id', 'orders'],
  ['orders', 'ticket_id', 'tickets'],
  ['messages', 'ticket_id', 'tickets'],
  ['messages', 'device_id', 'devices'],
  ['items', 'device_id', 'devices'],
  ['accessories', 'device_id', 'devices'],
];

export class FullUser {
  readonly #world: FullWorld;

  constructor(world: FullWorld) {
    this.#world = world;
  }

  /** Writes any stored field (`full/columns.ts`), by the server's code: `updated_at` moves, also where nothing is different. */
  edit(kind: Kind, id: string, patch: Readonly<Record<string, Cell>>): void {
    const { tables, clock } = this.#world;
    tables[kind].update(id, { updated_at: clock.byCode(), ...patch });
    this.#rederive(kind, id);
  }

  /** The same in silence: nothing but a detail tells of it (5.14). */
  editSilently(kind: Kind, id: string, patch: Readonly<Record<string, Cell>>): void {
    this.#world.tables[kind].update(id, patch);
    this.#rederive(kind, id);
  }

  addClient = (client: Partial<Client>): Client => addClient(this.#world, client);
  addOrder = (order: Partial<Order>): Order => addOrder(this.#world, order);
  addDevice = (orderId: string, device: Partial<Device>): Device =>
    addDevice(this.#world, must(this.#world.order(orderId), 'an order'), device);
  addTicket = (ticket: Partial<Ticket>): Ticket => addTicket(this.#world, ticket);

  /** An internal note. */
  note(ticketId: string, body: string, by = 'user-dee', device: string | null = null): Message {
    return addNote(this.#world, must(this.#world.ticket(ticketId), 'a ticket'), body, { by, device });
  }

  /** The client writes: a mail that came in. */
  hear(ticketId: string, body: string): Message {
    const ticket = must(this.#world.ticket(ticketId), 'a ticket');
    const client = this.#world.tables.clients.get(ticket.client_id);
    const from = { from_email: client?.email ?? null, from_name: client?.name ?? null };
    return addMessage(this.#world, ticket, { type: 'inbound', source: 'email', body_text: body, ...from });
  }

  /** As somebody at the bench moves it: only where the table has that move. */
  move(deviceId: string, to: string, by = 'user-ben'): void {
    moveDevice(this.#world, must(this.#world.tables.devices.get(deviceId), 'a device'), { to, by });
  }

  /** Something that is charged for on an order. */
  addItem(orderId: string, item: Partial<Item>): Item {
    return addItem(this.#world, orderId, item);
  }

  /** Nothing but the order, and its devices, tell of it. */
  editItem(id: string, patch: Readonly<Record<string, Cell>>): void {
    const { order_id } = this.#world.tables.items.update(id, patch);
    rederive(this.#world, order_id);
  }

  removeItem(id: string): void {
    const { order_id } = must(this.#world.tables.items.get(id), 'an item');
    this.#world.tables.items.remove(id);
    rederive(this.#world, order_id);
  }

  pay(orderId: string, amount: number, payment_method = 'card'): void {
    const { tables, clock } = this.#world;
    const made = { id: this.#world.id(), order_id: orderId, amount, payment_method, recorded_by: 'user-dee' };
    const date = clock.byDatabase();
    tables.payments.insert({
      ...made,
      payment_date: date.slice(0, 10),
      is_deposit: 0,
      is_payout: 0,
      created_at: date,
    });
    rederive(this.#world, orderId);
  }

  /** Hard, with what hangs on it; a client is marked only, as the system does (5.15). */
  delete(kind: Kind, id: string): void {
    const { tables, clock } = this.#world;
    if (kind === 'clients') {
      tables.clients.update(id, { deleted_at: clock.byCode(), updated_at: clock.byCode() });
      return;
    }
    const order = kind === 'devices' ? (tables.devices.get(id)?.order_id ?? null) : null;
    for (const [table, column, to] of references) {
      if (to !== kind) continue;
      for (const row of this.#tableOf(table).find(`"${column}" = ?`, [id])) {
        if (table === 'devices' || table === 'orders') this.delete(table, row.id);
        else this.#tableOf(table).remove(row.id);
      }
    }
    tables[kind].remove(id);
    rederive(this.#world, order);
  }

  /** The record has another id from now on, and everything that named it names that. */
  rename(kind: Kind, from: string, to: string): void {
    this.#tableOf(kind).update(from, { id: to });
    this.#follow(kind, from, to);
  }

  /** Two records of one thing become the second: a client is marked as deleted, a ticket says where it went. */
  merge(kind: 'clients' | 'tickets', from: string, into: string): void {
    this.#follow(kind, from, into);
    const { clock } = this.#world;
    if (kind === 'tickets') this.edit(kind, from, { merged_into_ticket_id: into, status: 'closed' });
    else this.edit(kind, from, { deleted_at: clock.byCode() });
    this.edit(kind, into, {});
  }

  #tableOf(name: Kind | Below): FullTables['messages'] {
    return this.#world.tables[name] as unknown as FullTables['messages'];
  }

  #rederive(kind: Kind, id: string): void {
    if (kind === 'orders') rederive(this.#world, id);
    if (kind === 'devices') rederive(this.#world, this.#world.tables.devices.get(id)?.order_id ?? null);
  }

  #follow(kind: Kind, from: string, to: string): void {
    for (const [table, column, target] of references) {
      if (target === kind)
        this.#world.database.run(`UPDATE ${table} SET "${column}" = ? WHERE "${column}" = ?`, [to, from]);
    }
  }
}
