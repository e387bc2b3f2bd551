/** The simple legacy system: its rows, and what writing them does, whoever writes. */
import { must } from '../../../shared/lib/assert.ts';
import type { Random } from '../../../shared/lib/random.ts';
import type { Choices } from '../choices.ts';
import { codeDate, type LegacyClock } from '../core/clock.ts';
import type { Mail } from '../core/emulator.ts';
import { legacyId } from '../core/legacy-ids.ts';
import { invalid } from '../core/refusal.ts';
import type { Database } from '../core/table.ts';
import { simpleStatuses, type Statuses } from './statuses.ts';
import {
  simpleTables,
  type SimpleClient,
  type SimpleDevice,
  type SimpleMessage,
  type SimpleOrder,
  type SimpleTables,
  type SimpleTicket,
} from './tables.ts';

/** What may be left out: the server fills it in. */
type Made<T> = Partial<Omit<T, 'id'>>;

export class SimpleWorld {
  readonly tables: SimpleTables;
  readonly statuses: Statuses;
  readonly choices: Choices;
  readonly database: Database;
  readonly #clock: LegacyClock;
  readonly #random: Random;

  constructor(
    database: Database,
    { clock, random, choices }: { clock: LegacyClock; random: Random; choices: Choices },
  ) {
    this.database = database;
    this.tables = simpleTables(database);
    this.choices = choices;
    this.statuses = simpleStatuses[choices.simpleStatuses];
    this.#clock = clock;
    this.#random = random;
  }

  /** Whole seconds: two changes of one second cannot be told apart. */
  now = (): string => `${codeDate(this.#clock.now()).slice(0, 19)}Z`;

  #born = (): { id: string; created_at: string; updated_at: string } => {
    const now = this.now();
    return { id: legacyId(this.#random), created_at: now, updated_at: now };
  };

  addClient(client: Made<SimpleClient>): SimpleClient {
    return this.tables.clients.insert({ ...this.#born(), ...client });
  }

  /** @throws Refusal 422 when its client is not there. */
  addOrder(order: Made<SimpleOrder>): SimpleOrder {
    if (order.client_id) this.#require('clients', order.client_id);
    const number = order.order_number ?? this.nextNumber();
    const status = must(this.statuses.order[0], 'a first status');
    return this.tables.orders.insert({ ...this.#born(), status, deposit: 0, ...order, order_number: number });
  }

  addDevice(device: Made<SimpleDevice>): SimpleDevice {
    if (device.order_id) this.#require('orders', device.order_id);
    const status = must(this.statuses.device[0], 'a first status');
    return this.tables.devices.insert({ ...this.#born(), status, ...device });
  }

  addTicket(ticket: Made<SimpleTicket>): SimpleTicket {
    if (ticket.client_id) this.#require('clients', ticket.client_id);
    if (ticket.order_id) this.#require('orders', ticket.order_id);
    return this.tables.tickets.insert({ ...this.#born(), status: 'open', priority: 'normal', ...ticket });
  }

  /** A message; one that is not internal is mailed to the client. `author` is null for the client's own. */
  addMessage(ticket: SimpleTicket, content: string, internal: boolean, author: string | null): SimpleMessage {
    const at = this.now();
    const said = { ticket_id: ticket.id, content, is_internal: internal ? 1 : 0, author, created_at: at };
    const message = this.tables.messages.insert({ id: legacyId(this.#random), ...said });
    const moved = this.choices.messageBumpsTicket ? { updated_at: at } : {};
    this.tables.tickets.update(ticket.id, { last_message_at: at, ...moved });
    const client = this.tables.clients.get(ticket.client_id);
    if (!internal && author !== null && client?.email) {
      const mail: Omit<Mail, 'id'> = {
        to: client.email,
        subject: ticket.subject ?? '',
        body: content,
        cause: 'reply',
        at,
      };
      this.tables.mails.insert({ id: legacyId(this.#random), ...mail });
    }
    return message;
  }

  /** Writes fields and moves `updated_at`. */
  write(
    table: 'clients' | 'orders' | 'devices' | 'tickets',
    id: string,
    patch: Record<string, string | number | null>,
  ): void {
    const row = must(this.tables[table].get(id), `a row of ${table}`) as Record<
      string,
      string | number | null
    >;
    const changes = Object.entries(patch).some(([key, value]) => row[key] !== value);
    const bump = changes || this.choices.unchangedBumps ? { updated_at: this.now() } : {};
    this.tables[table].update(id, { ...patch, ...bump });
  }

  nextNumber(): number {
    const [last] = this.database.all<{ n: number | null }>('SELECT max(order_number) AS n FROM orders');
    return (last?.n ?? 100_000_000) + 1;
  }

  #require(table: 'clients' | 'orders', id: string): void {
    if (!this.tables[table].get(id)) throw invalid(`${table.slice(0, -1)}_id names nothing`);
  }
}
