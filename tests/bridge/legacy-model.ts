/**
 * A small model of the simple legacy API in memory: rows, a request at a time, and what can go wrong with a request. Knows
 * nothing of the bridge. The emulator in `tests/legacy-api` is the larger one; thousands of steps of hundreds of seeds need
 * one without sockets and files.
 */
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';
import type { Fetch } from '../../server/bridge/api/answer-of.ts';

export type Cell = string | number | boolean | null;
export interface Row {
  id: string;
  created_at: string;
  updated_at: string;
  [column: string]: Cell;
}
export interface Message {
  readonly id: string;
  readonly ticket: string;
  readonly content: string;
  readonly is_internal: boolean;
  readonly created_at: string;
}
export const tables = ['clients', 'orders', 'devices', 'tickets'] as const;
export type TableName = (typeof tables)[number];

/** Chances of each fault, by name; each is drawn for each request. */
export type Rates = Readonly<Record<string, number>>;

/** What a request's PATCH may change. */
const patchable: Readonly<Record<TableName, readonly string[]>> = {
  clients: [],
  orders: ['status', 'notes'],
  devices: ['status', 'diagnosis', 'resolution', 'price'],
  tickets: [],
};

/** Columns that every row has. */
const columns: Readonly<Record<TableName, readonly string[]>> = {
  clients: ['name', 'email', 'phone', 'company', 'address', 'city', 'postcode', 'notes'],
  orders: ['client_id', 'order_number', 'status', 'location_id', 'assigned_user_id', 'notes'],
  devices: [
    'order_id',
    'status',
    'type',
    'brand',
    'model',
    'serial',
    'issue',
    'diagnosis',
    'resolution',
    'price',
    'assigned_user_id',
  ],
  tickets: ['client_id', 'order_id', 'subject', 'status', 'priority', 'assigned_user_id'],
};

export class LegacyModel {
  readonly rows: Readonly<Record<TableName, Map<string, Row>>> = {
    clients: new Map(),
    orders: new Map(),
    devices: new Map(),
    tickets: new Map(),
  };
  readonly messages: Message[] = [];
  /** What was mailed to clients, by what it says. */
  readonly mails: string[] = [];
  readonly requests: { readonly method: string; readonly path: string; readonly committed: boolean }[] = [];

  /** Requests that changed something. */
  get writes(): readonly string[] {
    return this.requests
      .filter(({ method, committed }) => committed && method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** Called before each request: what happens meanwhile. */
  meanwhile: () => void = () => {};
  rates: Rates = {};
  /** A fault by name that a test aims at a request. */
  aim: (method: string, path: string) => string | undefined = () => undefined;
  readonly #random: Random;
  readonly #now: () => number;
  #last = 0;

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  stamp(): string {
    return `${new Date(this.#now()).toISOString().slice(0, 19)}Z`;
  }

  add(table: TableName, cells: Readonly<Record<string, Cell>>): Row {
    const at = this.stamp();
    const id = `${table.slice(0, 1)}${(++this.#last).toString(16).padStart(8, '0')}`;
    const empty = Object.fromEntries(columns[table].map((column) => [column, null]));
    const row: Row = { ...empty, ...cells, id, created_at: at, updated_at: at };
    if (table === 'orders') row['order_number'] ??= 100_000_000 + this.#last;
    this.rows[table].set(row.id, row);
    return row;
  }

  edit(table: TableName, id: string, cells: Readonly<Record<string, Cell>>): void {
    const row = this.rows[table].get(id);
    if (row) Object.assign(row, cells, { updated_at: this.stamp() });
  }

  say(ticket: string, content: string, internal: boolean, byStaff: boolean): Message {
    const message = {
      id: `m${++this.#last}`,
      ticket,
      content,
      is_internal: internal,
      created_at: this.stamp(),
    };
    this.messages.push(message);
    if (!internal && byStaff) this.mails.push(content);
    return message;
  }

  remove(table: TableName, id: string): void {
    this.rows[table].delete(id);
  }

  /** The record goes on under another id, and what refers to it follows. */
  rename(table: TableName, id: string): void {
    const row = this.rows[table].get(id);
    if (!row) return;
    const to = `${id}r${++this.#last}`;
    this.rows[table].delete(id);
    this.rows[table].set(to, { ...row, id: to, updated_at: this.stamp() });
    const reference = `${table.slice(0, -1)}_id`;
    for (const other of tables)
      for (const each of this.rows[other].values()) if (each[reference] === id) each[reference] = to;
    for (const message of this.messages.filter((each) => each.ticket === id))
      Object.assign(message, { ticket: to });
  }

  readonly fetch: Fetch = async (url, init) => {
    const { method = 'GET' } = init;
    const address = new URL(url);
    this.meanwhile();
    const fault = this.aim(method, address.pathname + address.search) ?? this.#fault();
    const before = fault?.endsWith('-before') === true;
    const made = before ? undefined : this.#carryOut(method, address, init.body);
    this.requests.push({
      method,
      path: address.pathname,
      committed: made !== undefined && made.status < 300,
    });
    if (fault?.startsWith('cut')) throw new Error('the connection was cut');
    if (fault?.startsWith('error')) return answer(500, { success: false, error: 'Internal' });
    if (fault === 'html-before') return answer(200, '<!doctype html><h1>One moment</h1>');
    if (fault === 'many-before')
      return answer(429, { success: false, error: 'Too many' }, { 'retry-after': '2' });
    if (fault === 'refuse-before') return answer(422, { success: false, error: 'No' });
    if (fault === 'conflict-before') return answer(409, { success: false, error: 'Conflict' });
    if (!made) return answer(500, {});
    return answer(made.status, fault ? this.#mangled(made.body, fault) : made.body);
  };

  #fault(): string | undefined {
    for (const [name, rate] of Object.entries(this.rates)) if (this.#random() < rate) return name;
    return undefined;
  }

  #carryOut(method: string, address: URL, sent: RequestInit['body']): { status: number; body: unknown } {
    const body = typeof sent === 'string' ? (JSON.parse(sent) as Record<string, Cell>) : {};
    const [table = '', id, sub] = address.pathname.split('/').slice(2).map(decodeURIComponent);
    if (!isTable(table)) return refusal(404);
    const rows = this.rows[table];
    if (method === 'GET' && id === undefined) {
      const [page, limit] = [
        Number(address.searchParams.get('page')),
        Number(address.searchParams.get('limit')),
      ];
      const all = [...rows.values()].toSorted((a, b) =>
        a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0,
      );
      return {
        status: 200,
        body: all.slice((page - 1) * limit, page * limit).map((row) => this.#render(table, row)),
      };
    }
    const row = id === undefined ? undefined : rows.get(id);
    if (id !== undefined && !row) return refusal(404);
    if (method === 'GET' && row) return { status: 200, body: this.#render(table, row) };
    if (method === 'PATCH' && row) {
      for (const [key, value] of Object.entries(body)) {
        if (!patchable[table].includes(key)) continue;
        if (key === 'price' && typeof value === 'number' && value < 0) return refusal(422);
        row[key] = value;
      }
      row.updated_at = this.stamp();
      return { status: 200, body: this.#render(table, row) };
    }
    if (method === 'POST' && sub === 'messages' && row) {
      const { content, is_internal } = body;
      if (typeof content !== 'string' || content.trim() === '') return refusal(400);
      return { status: 201, body: wire(this.say(row.id, content, is_internal === true, true)) };
    }
    if (method === 'POST' && id === undefined)
      return { status: 201, body: this.#render(table, this.add(table, body)) };
    return refusal(404);
  }

  #render(table: TableName, row: Row): Record<string, unknown> {
    if (table !== 'tickets') return { ...row };
    return { ...row, messages: this.messages.filter(({ ticket }) => ticket === row.id).map(wire) };
  }

  #mangled(body: unknown, fault: string): unknown {
    const random = this.#random;
    if (!Array.isArray(body)) return isRow(body) ? this.#spoiled(body, fault) : body;
    const rows = body as readonly unknown[];
    if (rows.length === 0) return rows;
    const at = randomInt(random, 0, rows.length - 1);
    switch (fault) {
      case 'short':
        return rows.slice(0, rows.length - randomInt(random, 1, Math.min(3, rows.length)));
      case 'twice':
        return [...rows, rows[at]];
      case 'shuffled':
        return rows.toReversed();
      case 'no-record':
        return rows.map((row, index) => (index === at ? null : row));
      default:
        return rows.map((row, index) => (index === at && isRow(row) ? this.#spoiled(row, fault) : row));
    }
  }

  #spoiled(row: Record<string, unknown>, fault: string): Record<string, unknown> {
    const key = pick(
      this.#random,
      Object.keys(row).filter((each) => each !== 'id'),
    );
    if (fault === 'null') return { ...row, [key]: null };
    if (fault === 'missing') return Object.fromEntries(Object.entries(row).filter(([name]) => name !== key));
    if (fault === 'wrong-type') return { ...row, [key]: pick(this.#random, [42, true, { odd: 1 }, ['odd']]) };
    if (fault === 'unknown-choice') return { ...row, status: 'teleported' };
    return row;
  }
}

const wire = ({ id, content, is_internal, created_at }: Message) => ({
  id,
  content,
  is_internal,
  created_at,
});
const isTable = (name: string): name is TableName => (tables as readonly string[]).includes(name);
const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'id' in value;
const refusal = (status: number) => ({ status, body: { success: false, error: `Status ${status}` } });

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  // The platform's own takes longer to make than all the rest of a request.
  const get = (name: string): string | null => headers[name] ?? null;
  return { status, headers: { get }, text: () => Promise.resolve(text) } as unknown as Response;
}
