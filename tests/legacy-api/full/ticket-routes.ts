/** Tickets of the full API: list, detail with messages, replies that mail people, notes that do not (2.5, 4.4). */
import { readPatch } from '../core/patch.ts';
import { badRequest, invalid, notFound, Refusal } from '../core/refusal.ts';
import { Reply, requireText, textIn, type Call, type Route } from '../core/route.ts';
import { addTicket } from './booking.ts';
import { ticketWritable } from './columns.ts';
import { addMessage, addNote, canBeMailed, sendMail } from './conversation.ts';
import { among, containing, csv, idOr, listPage, sorted } from './list-query.ts';
import { ticketStatuses } from './statuses.ts';
import type { Ticket } from './tables.ts';
import { ticketDetail, ticketListRow } from './ticket-rows.ts';
import type { FullWorld } from './world.ts';

function known(status: unknown): void {
  if (!ticketStatuses.some((each) => each === status)) throw badRequest('Invalid status');
}

export function ticketRoutes(world: FullWorld): Route[] {
  const { tables, choices, clock } = world;
  const page = 'enquiries';
  const ticketOf = ({ params }: Call): Ticket => {
    const ticket = world.ticket(params['t']);
    if (!ticket) throw notFound();
    return ticket;
  };
  /** What was closed or merged takes no more words. */
  const openOf = (call: Call): Ticket => {
    const ticket = ticketOf(call);
    if (ticket.status === 'closed' || ticket.merged_into_ticket_id !== null)
      throw new Refusal(403, 'Ticket is closed or merged');
    return ticket;
  };
  const stamp = (ticket: Ticket, patch: Partial<Ticket>): Ticket =>
    tables.tickets.update(ticket.id, { ...patch, updated_at: clock.byCode() });

  return [
    {
      method: 'GET',
      path: '/tickets',
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
          table: tables.tickets,
          where: [
            among('status', csv(query['status'])),
            among('ticket_type', csv(query['ticket_type'])),
            idOr('location_id', query['location_id'], 'unset'),
            idOr('assigned_user_id', query['assigned_user_id'], 'unassigned'),
            containing(['subject', 'CAST(ticket_number AS TEXT)'], query['search']),
          ],
          order: sorted(
            query['sort_by'],
            query['sort_order'],
            ['updated_at', 'last_client_update', 'created_at'],
            'updated_at',
          ),
        });
        const count = (column: string, values: readonly string[]): Record<string, number> =>
          Object.fromEntries(values.map((value) => [value, tables.tickets.count(`${column} = ?`, [value])]));
        return {
          tickets: rows.map((row) => ticketListRow(world, row)),
          company_locations: tables.locations
            .find()
            .map(({ id, name, is_primary }) => ({ id, name, is_primary })),
          statusCounts: count('status', ticketStatuses),
          ticketTypeCounts: count('ticket_type', ['lead', 'order']),
          total,
          page: at,
          limit,
          totalPages: pages,
        };
      },
    },
    {
      method: 'POST',
      path: '/tickets',
      page,
      handle: ({ body }) => {
        const subject = requireText(body, 'subject');
        const client_id = textIn(body, 'client_id') ?? null;
        if (client_id !== null && !tables.clients.get(client_id)) throw invalid('Client not found');
        const ticket = addTicket(world, {
          subject,
          client_id,
          location_id: textIn(body, 'location_id') ?? null,
        });
        return new Reply({ success: true, data: ticketDetail(world, ticket) }, choices.created);
      },
    },
    { method: 'GET', path: '/tickets/:t', page, handle: (call) => ticketDetail(world, ticketOf(call)) },
    {
      method: 'PATCH',
      path: '/tickets/:t',
      page,
      handle: (call) => {
        const ticket = ticketOf(call);
        const patch = readPatch(call.body, ticketWritable, choices);
        if ('status' in patch) known(patch['status']);
        return ticketDetail(world, stamp(ticket, patch));
      },
    },
    {
      method: 'POST',
      path: '/tickets/:t/reassign',
      page,
      handle: (call) => {
        const user = requireText(call.body, 'assigned_user_id');
        if (!tables.users.get(user)) throw invalid('User not found');
        return ticketDetail(world, stamp(ticketOf(call), { assigned_user_id: user }));
      },
    },
    {
      method: 'POST',
      path: '/tickets/:t/resolve',
      page,
      handle: (call) => {
        const ticket = ticketOf(call);
        return ticketDetail(
          world,
          ticket.status === 'resolved' ? ticket : stamp(ticket, { status: 'resolved' }),
        );
      },
    },
    {
      method: 'POST',
      path: '/tickets/:t/reply',
      page,
      handle: (call) => {
        const ticket = openOf(call);
        const html = requireText(call.body, 'html_body');
        const text = textIn(call.body, 'text_body') ?? html.replaceAll(/<[^>]*>/g, '');
        const status = textIn(call.body, 'status');
        if (status !== undefined) known(status);
        const client = tables.clients.get(ticket.client_id);
        if (!canBeMailed(client)) throw invalid('Recipient is suppressed');
        const subject = `Re: ${ticket.subject ?? ''}`;
        const postmark = sendMail(world, { to: client.email, subject, body: text, cause: 'reply' });
        const message = addMessage(world, ticket, {
          type: 'outbound',
          source: 'email',
          to_email: client.email,
          subject,
          body_text: text,
          body_html: html,
          created_by: call.caller?.userId ?? null,
          created_at: clock.byCode(),
        });
        tables.clients.update(client.id, { last_contact_sent: clock.byCode() });
        if (status !== undefined) stamp(ticket, { status });
        const { id, created_at } = message;
        const said = { type: 'outbound', body_html: html, body_text: text, created_at };
        return new Reply(
          { success: true, data: { message_id: id, postmark_message_id: postmark, ...said } },
          choices.created,
        );
      },
    },
    {
      method: 'POST',
      path: '/tickets/:t/note',
      page,
      handle: (call) => {
        const ticket = openOf(call);
        const body = requireText(call.body, 'body');
        const device = textIn(call.body, 'device_id') ?? null;
        if (device !== null && !onTicket(world, ticket, device))
          throw badRequest('Device is not on this ticket');
        const by = call.caller?.userId ?? null;
        const { id, created_at } = addNote(world, ticket, body, { by, device });
        const note = { id, type: 'note', body, device_id: device, created_by_user_id: by, created_at };
        return new Reply({ success: true, data: note }, choices.created);
      },
    },
  ];
}

function onTicket(world: FullWorld, ticket: Ticket, deviceId: string): boolean {
  const order = world.tables.orders.get(world.tables.devices.get(deviceId)?.order_id);
  return order?.ticket_id === ticket.id;
}
