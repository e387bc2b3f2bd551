/**
 * A ticket's way, as data. A conversation goes to and fro, so nearly every move is legal; one that was closed is opened
 * again, or found to be resolved, before anybody waits in it for an answer.
 */
import type { Moves } from './field.ts';
import { movesBy } from './moves.ts';

export const ticketStatuses = ['open', 'pending', 'resolved', 'closed'] as const;

export type TicketStatus = (typeof ticketStatuses)[number];

export const ticketMoves: Moves = movesBy<TicketStatus>(ticketStatuses, {
  open: ['pending', 'resolved', 'closed'],
  pending: ['open', 'resolved', 'closed'],
  resolved: ['open', 'pending', 'closed'],
  closed: ['open', 'resolved'],
});
