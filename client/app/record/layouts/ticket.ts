/** A ticket's page: the conversation, with whom and what it is about beside it. */
import type { Layout } from './layout.ts';

export const ticketLayout: Layout = {
  begins: { status: 'open', type: 'enquiry', priority: 'normal' },
  sections: [
    { title: 'Status', fields: ['status'] },
    { title: 'Conversation', fields: ['messages'] },
    { title: 'Notes', fields: ['notes'], folded: true },
    { title: 'Client', fields: ['client'], panel: 'client', side: true },
    { title: 'Order', fields: ['order'], panel: 'order', side: true },
    {
      title: 'Ticket',
      fields: ['subject', 'type', 'priority', 'assignedUser', 'tags'],
      side: true,
    },
  ],
};
