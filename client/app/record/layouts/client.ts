/** A client's page: how to reach them, what they have here, what they are worth. */
import type { Layout } from './layout.ts';

export const clientLayout: Layout = {
  // What the relay keeps for others is shown as it follows from the orders that are here.
  within: ['orderCount', 'totalSpent'],
  sections: [
    { title: 'Contact', fields: ['name', 'company', 'phone', 'email', 'address', 'city', 'postcode'] },
    { title: 'Notes', fields: ['notes'] },
    { title: 'In all', fields: [], panel: 'client-money', side: true },
    { title: 'More about them', fields: ['tags', 'marketing'], side: true, folded: true },
  ],
};
