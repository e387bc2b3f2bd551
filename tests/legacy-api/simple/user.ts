/** Somebody who works in the simple legacy system: may write every field, which its API does not let. */
import { must } from '../../../shared/lib/assert.ts';
import type { SimpleMessage } from './tables.ts';
import type { SimpleWorld } from './world.ts';

type Kind = 'clients' | 'orders' | 'devices' | 'tickets';

/** Which columns name a record of which kind. */
const references: readonly (readonly [
  table: 'orders' | 'devices' | 'tickets' | 'messages',
  column: string,
  to: Kind,
])[] = [
  ['orders', 'client_id', 'clients'],
  ['devices', 'order_id', 'orders'],
  ['tickets', 'client_id', 'clients'],
  ['tickets', 'order_id', 'orders'],
  ['messages', 'ticket_id', 'tickets'],
];

export class SimpleUser {
  readonly #world: SimpleWorld;

  constructor(world: SimpleWorld) {
    this.#world = world;
  }

  /** Writes fields, and moves `updated_at` also where nothing is different. */
  edit(kind: Kind, id: string, patch: Readonly<Record<string, string | number | null>>): void {
    this.#world.tables[kind].update(id, { updated_at: this.#world.now(), ...patch });
  }

  addClient = (client: Parameters<SimpleWorld['addClient']>[0]) => this.#world.addClient(client);
  addOrder = (order: Parameters<SimpleWorld['addOrder']>[0]) => this.#world.addOrder(order);
  addDevice = (device: Parameters<SimpleWorld['addDevice']>[0]) => this.#world.addDevice(device);
  addTicket = (ticket: Parameters<SimpleWorld['addTicket']>[0]) => this.#world.addTicket(ticket);

  /** @param author null for the client */
  addMessage(
    ticketId: string,
    content: string,
    author: string | null = 'u-dee',
    internal = author !== null,
  ): SimpleMessage {
    const ticket = must(this.#world.tables.tickets.get(ticketId), 'a ticket');
    return this.#world.addMessage(ticket, content, internal, author);
  }

  /** Hard, with what hangs on it: a client's orders, an order's devices and ticket, a ticket's messages. */
  delete(kind: Kind, id: string): void {
    for (const [table, column, to] of references) {
      if (to !== kind) continue;
      for (const row of this.#world.tables[table].find(`"${column}" = ?`, [id])) {
        if (table === 'messages') this.#world.tables.messages.remove(row.id);
        else this.delete(table, row.id);
      }
    }
    this.#world.tables[kind].remove(id);
  }

  /** The record has another id from now on, and everything that named it names that. */
  rename(kind: Kind, from: string, to: string): void {
    this.#world.tables[kind].update(from, { id: to, updated_at: this.#world.now() });
    this.#follow(kind, from, to);
  }

  /** Of two records of one thing the first goes; what named it names the second. */
  merge(kind: Kind, from: string, into: string): void {
    this.#follow(kind, from, into);
    this.#world.tables[kind].remove(from);
    this.edit(kind, into, {});
  }

  #follow(kind: Kind, from: string, to: string): void {
    for (const [table, column, target] of references) {
      if (target === kind)
        this.#world.database.run(`UPDATE ${table} SET "${column}" = ? WHERE "${column}" = ?`, [to, from]);
    }
  }
}
