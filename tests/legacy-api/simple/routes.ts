/** The simple API's routes: flat lists, three writes, and creations (section 6, left column). */
import { pageAsked } from '../core/paging.ts';
import { readPatch, type Writable } from '../core/patch.ts';
import { invalid, notFound } from '../core/refusal.ts';
import { flagIn, numberIn, Reply, requireText, textIn, type Call, type Route } from '../core/route.ts';
import { clientRow, deviceRow, messageRow, orderRow, ticketRow } from './rows.ts';
import type { SimpleWorld } from './world.ts';

type Listed = 'orders' | 'devices' | 'clients' | 'tickets';
type Row = Record<string, string | number | null> & { id: string };
/** The texts of a creation; their names are columns of its table. */
type Texts = Partial<Record<string, string>>;

const renders: Readonly<Record<Listed, (world: SimpleWorld, row: never) => unknown>> = {
  orders: orderRow,
  devices: deviceRow,
  clients: clientRow,
  tickets: ticketRow,
};

const patchable: Readonly<Record<'orders' | 'devices', Writable>> = {
  orders: { status: 'text', notes: 'text' },
  devices: { status: 'text', diagnosis: 'text', resolution: 'text' },
};

/** The texts that a creation takes, by kind. */
const texts: Readonly<Record<Listed, readonly string[]>> = {
  clients: ['name', 'email', 'phone', 'company', 'address', 'city', 'postcode', 'notes'],
  orders: ['client_id', 'location_id', 'assigned_user_id', 'status', 'notes'],
  devices: [
    'order_id',
    'type',
    'brand',
    'model',
    'serial',
    'passcode',
    'issue',
    'status',
    'diagnosis',
    'resolution',
    'assigned_user_id',
  ],
  tickets: ['subject', 'status', 'priority', 'client_id', 'order_id', 'assigned_user_id'],
};

export function simpleRoutes(world: SimpleWorld): Route[] {
  const { tables, choices, statuses } = world;

  const rowOf = (table: Listed, id: string | undefined): Row => {
    const row = tables[table].get(id);
    if (!row) throw notFound();
    return row;
  };
  const render = (table: Listed, id: string): unknown => renders[table](world, rowOf(table, id) as never);
  const known = (table: Listed, status: unknown): void => {
    const words =
      table === 'orders' ? statuses.order : table === 'devices' ? statuses.device : statuses.ticket;
    if (typeof status === 'string' && !words.includes(status))
      throw invalid(`status must be one of ${words.join(', ')}`);
  };

  const list = (table: Listed): Route => ({
    method: 'GET',
    path: `/${table}`,
    page: table,
    handle: (call) => {
      const { limit, offset } = pageAsked(call, choices);
      // Last changed first: what changes while somebody turns pages pushes the others down.
      const rows = tables[table].find('1 ORDER BY updated_at DESC, rowid LIMIT ? OFFSET ?', [limit, offset]);
      return rows.map((row) => renders[table](world, row as never));
    },
  });
  const one = (table: Listed): Route => ({
    method: 'GET',
    path: `/${table}/:id`,
    page: table,
    handle: ({ params }) => render(table, rowOf(table, params['id']).id),
  });
  const patch = (table: 'orders' | 'devices'): Route => ({
    method: 'PATCH',
    path: `/${table}/:id`,
    page: table,
    handle: ({ params, body }) => {
      const { id } = rowOf(table, params['id']);
      const changes = readPatch(body, patchable[table], choices);
      known(table, changes['status']);
      world.write(table, id, changes);
      return render(table, id);
    },
  });
  const create = (
    table: Listed,
    required: string,
    make: (values: Texts, call: Call) => { id: string },
  ): Route => ({
    method: 'POST',
    path: `/${table}`,
    page: table,
    handle: (call) => {
      requireText(call.body, required);
      const entries = texts[table].flatMap((key) => {
        const value = textIn(call.body, key);
        return value === undefined ? [] : [[key, value] as const];
      });
      const values = Object.fromEntries(entries) as Texts;
      known(table, values['status']);
      return new Reply(render(table, make(values, call).id), choices.created);
    },
  });

  return [
    ...(['orders', 'devices', 'clients', 'tickets'] as const).flatMap((table) => [list(table), one(table)]),
    patch('orders'),
    patch('devices'),
    create('clients', 'name', (values) => {
      const taken = values['email'] && tables.clients.first('lower(email) = lower(?)', [values['email']]);
      if (taken && choices.sameEmail === 'refused') throw invalid('A client with this email already exists');
      return world.addClient(values);
    }),
    create('orders', 'client_id', (values, { body }) => {
      const number = choices.simpleTakesNumber ? numberIn(body, 'order_number') : undefined;
      const deposit = numberIn(body, 'deposit') ?? 0;
      return world.addOrder({ ...values, deposit, ...(number !== undefined && { order_number: number }) });
    }),
    create('devices', 'order_id', (values, { body }) => {
      return world.addDevice({ ...values, price: numberIn(body, 'price') ?? null });
    }),
    create('tickets', 'subject', (values) => world.addTicket(values)),
    {
      method: 'POST',
      path: '/tickets/:id/messages',
      page: 'tickets',
      handle: ({ params, body, caller }) => {
        const ticket = tables.tickets.get(params['id']);
        if (!ticket) throw notFound();
        const content = requireText(body, 'content');
        const internal = flagIn(body, 'is_internal') === 1;
        const message = world.addMessage(ticket, content, internal, caller?.userId ?? 'staff');
        return new Reply(messageRow(message), choices.created);
      },
    },
  ];
}
