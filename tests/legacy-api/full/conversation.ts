/** What is said on a ticket: messages, notes, mails that reach people, and what follows from them (2.5, 3.4, 4.3). */
import type { Client, Message, Ticket } from './tables.ts';
import type { FullWorld } from './world.ts';

/** A message; what is left out is null. */
export function addMessage(world: FullWorld, ticket: Ticket, said: Partial<Message>): Message {
  const { tables, choices, clock } = world;
  const message = tables.messages.insert({
    id: world.id(),
    ticket_id: ticket.id,
    created_at: clock.byDatabase(),
    ...said,
  });
  const moved = {
    ...(choices.messageBumpsTicket && { updated_at: clock.byCode() }),
    ...(said.type === 'inbound' && { last_client_update: clock.byCode() }),
  };
  tables.tickets.update(ticket.id, moved);
  return message;
}

/** An internal note; nobody is written to. `by` is null for the system. */
export const addNote = (
  world: FullWorld,
  ticket: Ticket,
  body: string,
  { by = null, device = null }: { by?: string | null; device?: string | null } = {},
): Message => addMessage(world, ticket, { type: 'note', body_text: body, device_id: device, created_by: by });

/** Whether mail to a client would go out at all. */
export const canBeMailed = (client: Client | undefined): client is Client & { email: string } =>
  client !== undefined &&
  Boolean(client.email) &&
  client.email_suppressed !== 1 &&
  client.is_generated_email !== 1;

/** A mail that reaches somebody: it is kept, so that a test can count them. */
export function sendMail(
  world: FullWorld,
  mail: { to: string; subject: string; body: string; cause: string },
): string {
  const id = world.id();
  world.tables.mails.insert({ id, at: world.clock.byDatabase(), ...mail });
  return id;
}

/** Mails the ticket's client, and says on the ticket that it was done. Nothing happens where no mail can reach them. */
export function tellClient(world: FullWorld, ticket: Ticket, body: string, cause: string): boolean {
  const client = world.tables.clients.get(ticket.client_id);
  if (!canBeMailed(client)) return false;
  const subject = `Re: ${ticket.subject ?? ''}`;
  const { name: from_name } = world.company();
  const outbound = {
    type: 'outbound',
    source: 'automatic',
    from_name,
    to_email: client.email,
    subject,
    body_text: body,
  };
  addMessage(world, ticket, { ...outbound, body_html: `<p>${body}</p>` });
  addNote(world, ticket, `Automatic email sent: ${body}`);
  sendMail(world, { to: client.email, subject, body, cause });
  world.tables.clients.update(client.id, { last_contact_sent: world.clock.byCode() });
  return true;
}
