/** The full legacy system: its rows, its clock, and who works in it. What writing does is told beside what is written. */
import { must } from '../../../shared/lib/assert.ts';
import type { Random } from '../../../shared/lib/random.ts';
import type { Choices } from '../choices.ts';
import type { LegacyClock } from '../core/clock.ts';
import { legacyId } from '../core/legacy-ids.ts';
import type { Database } from '../core/table.ts';
import { fullTables, type FullTables, type Order, type Ticket, type User } from './tables.ts';

export class FullWorld {
  readonly database: Database;
  readonly tables: FullTables;
  readonly choices: Choices;
  readonly clock: LegacyClock;
  readonly #random: Random;

  constructor(
    database: Database,
    { clock, random, choices }: { clock: LegacyClock; random: Random; choices: Choices },
  ) {
    this.database = database;
    this.tables = fullTables(database);
    this.clock = clock;
    this.choices = choices;
    this.#random = random;
  }

  id = (): string => legacyId(this.#random);

  /** A random whole number of so many digits, for codes. */
  digits = (many: number): string =>
    Array.from({ length: many }, () => String(Math.floor(this.#random() * 10))).join('');

  /** What a row that is made now starts with: the database's own dates. */
  born = (): { id: string; created_at: string; updated_at: string } => {
    const at = this.clock.byDatabase();
    return { id: this.id(), created_at: at, updated_at: at };
  };

  /** By its id or its number (1.10). */
  order(name: string | undefined): Order | undefined {
    return this.tables.orders.get(name) ?? this.tables.orders.first('order_number = ?', [numberOf(name)]);
  }

  ticket(name: string | undefined): Ticket | undefined {
    return this.tables.tickets.get(name) ?? this.tables.tickets.first('ticket_number = ?', [numberOf(name)]);
  }

  /** Orders and tickets share one row of numbers (1.10). */
  nextNumber(): number {
    const [last] = this.database.all<{ n: number | null }>('SELECT max(ticket_number) AS n FROM tickets');
    return Math.max(last?.n ?? 0, 100_000_000) + 1;
  }

  /** As staff appear in payloads: a bare name. */
  nameOf(userId: string | null | undefined): string | null {
    const user = this.tables.users.get(userId);
    return user ? nameOfUser(user) : null;
  }

  company() {
    return must(this.tables.company.find()[0], 'a company');
  }
}

export const nameOfUser = ({ first_name, last_name }: User): string =>
  `${first_name ?? ''} ${last_name ?? ''}`.trim();

const numberOf = (name: string | undefined): number =>
  name !== undefined && /^\d{9}$/.test(name) ? Number(name) : -1;
