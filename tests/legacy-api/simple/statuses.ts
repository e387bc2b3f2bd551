/** The words of the simple API's statuses. The sheet knows of two sets, and of no moves between them. */
import { deviceStatuses, orderStatuses, ticketStatuses } from '../full/statuses.ts';

export interface Statuses {
  readonly order: readonly string[];
  readonly device: readonly string[];
  readonly ticket: readonly string[];
}

const planned = ['booked_in', 'in_progress', 'awaiting_parts', 'ready', 'collected', 'cancelled'] as const;

export const simpleStatuses: Readonly<Record<'plan' | 'full', Statuses>> = {
  plan: { order: planned, device: [...planned, 'unrepairable'], ticket: ['open', 'pending', 'closed'] },
  full: { order: orderStatuses, device: deviceStatuses, ticket: ticketStatuses },
};
