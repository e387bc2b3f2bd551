/** A ticket: the conversation with a client, usually about one order. */
import { client, kind, latest, ledger, review, set, text } from './declare.ts';
import { account, line, oneOf, referenceTo } from './scalar.ts';
import { managers, staff } from './roles.ts';
import { ticketMoves, ticketStatuses } from './ticket-status.ts';

export const ticket = kind(
  'ticket',
  'Ticket',
  'Tickets',
  ['subject'],
  {
    subject: client('Subject', line(200), 'low', staff, { legacy: 'subject' }),
    status: review('Status', oneOf(...ticketStatuses), 'high', staff, {
      legacy: 'status',
      moves: ticketMoves,
      takeBack: managers,
    }),
    type: latest('Type', oneOf('lead', 'enquiry', 'order'), 'low', staff),
    client: review('Client', referenceTo('client'), 'high', staff, { legacy: 'clientId', belongs: true }),
    order: review('Order', referenceTo('order'), 'high', staff, { legacy: 'orderId', belongs: true }),
    assignedUser: latest('Assigned to', account, 'low', staff, { legacy: 'assignedUserId' }),
    priority: latest('Priority', oneOf('low', 'normal', 'high', 'urgent'), 'low', staff, {
      legacy: 'priority',
    }),
    tags: set('Tags', line(40), 'low', staff),
    notes: text('Notes', 200_000, 'low', staff),
    messages: ledger(
      'Messages',
      {
        channel: { scalar: oneOf('client', 'email', 'sms', 'note'), label: 'Channel' },
        body: { scalar: line(10_000), label: 'Message' },
      },
      'medium',
      staff,
    ),
  },
  { placed: ['order'] },
);
