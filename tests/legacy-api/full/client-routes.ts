/** Clients of the full API (2.4). What POST and PATCH take was never observed: the plain names of 3.5. */
import { readPatch } from '../core/patch.ts';
import { badRequest, invalid, notFound } from '../core/refusal.ts';
import { Reply, type Call, type Route } from '../core/route.ts';
import { addClient } from './booking.ts';
import { clientDetail, clientLightRow, clientListRow } from './client-rows.ts';
import { clientWritable } from './columns.ts';
import { containing, idOr, listPage, sorted } from './list-query.ts';
import type { Client } from './tables.ts';
import type { FullWorld } from './world.ts';

export function clientRoutes(world: FullWorld): Route[] {
  const { tables, choices, clock } = world;
  const page = 'clients';
  const clientOf = ({ params }: Call): Client => {
    const client = tables.clients.get(params['id']);
    if (!client || (client.deleted_at !== null && choices.deletedClient === 'gone')) throw notFound();
    return client;
  };
  const taken = (email: unknown, but?: string): void => {
    if (typeof email !== 'string' || email === '' || choices.sameEmail === 'second') return;
    const other = tables.clients.first('lower(email) = lower(?) AND deleted_at IS NULL AND id <> ?', [
      email,
      but ?? '',
    ]);
    if (other) throw invalid('A client with this email already exists');
  };

  return [
    {
      method: 'GET',
      path: '/clients',
      page,
      handle: (call) => {
        const { query } = call;
        const {
          rows,
          page: at,
          limit,
          total,
          pages,
        } = listPage(world, call, {
          table: tables.clients,
          where: [
            { sql: 'deleted_at IS NULL', values: [] },
            idOr('client_group_id', query['group_id'], 'none'),
            containing(['name', 'email', 'phone'], query['search']),
          ],
          order: sorted(
            query['sort'],
            query['order'],
            ['created_at', 'updated_at', 'email', 'name', 'first_name', 'last_name'],
            'created_at',
          ),
          usual: 50,
        });
        const clients = rows.map((row) => clientListRow(world, row));
        return { clients, pagination: { page: at, limit, total, totalPages: pages } };
      },
    },
    {
      method: 'GET',
      path: '/clients/search',
      page,
      handle: ({ query }) => {
        const words = query['email'] ?? query['q'] ?? '';
        if (words === '') throw badRequest('email is required');
        const found = containing(['email'], words);
        const rows = tables.clients.find(
          `deleted_at IS NULL AND ${found?.sql ?? '0'} ORDER BY email LIMIT 20`,
          [...(found?.values ?? [])],
        );
        return { clients: rows.map(clientLightRow), email_blocklist: [] };
      },
    },
    {
      method: 'POST',
      path: '/clients',
      page,
      handle: ({ body }) => {
        const given = readPatch(body, clientWritable, {
          ...choices,
          unknownInPatch: 'ignored',
        }) as Partial<Client>;
        if (!given.name && !given.first_name && !given.last_name && !given.email)
          throw badRequest('Name is required');
        taken(given.email);
        return new Reply(
          { success: true, data: clientDetail(world, addClient(world, given)) },
          choices.created,
        );
      },
    },
    { method: 'GET', path: '/clients/:id', page, handle: (call) => clientDetail(world, clientOf(call)) },
    {
      method: 'PATCH',
      path: '/clients/:id',
      page,
      handle: (call) => {
        const client = clientOf(call);
        const patch = readPatch(call.body, clientWritable, choices) as Partial<Client>;
        taken(patch.email, client.id);
        const changes = Object.entries(patch).some(
          ([key, value]) => (client as Record<string, unknown>)[key] !== value,
        );
        const bump = changes || choices.unchangedBumps ? { updated_at: clock.byCode() } : {};
        const parts = 'first_name' in patch || 'last_name' in patch ? wholeName({ ...client, ...patch }) : {};
        return clientDetail(world, tables.clients.update(client.id, { ...parts, ...patch, ...bump }));
      },
    },
    {
      method: 'DELETE',
      path: '/clients/:id',
      page,
      handle: (call) => {
        tables.clients.update(clientOf(call).id, { deleted_at: clock.byCode(), updated_at: clock.byCode() });
        return undefined;
      },
    },
  ];
}

const wholeName = ({ first_name, last_name }: Client): { name: string } => ({
  name: `${first_name ?? ''} ${last_name ?? ''}`.trim(),
});
