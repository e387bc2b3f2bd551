/** An order's page: its devices, what it costs and what is paid; then whom it is for and how it goes back. */
import type { Layout } from './layout.ts';

export const orderLayout: Layout = {
  sections: [
    { title: 'Devices', fields: ['status', 'override'], panel: 'order-devices' },
    { title: 'Lines', fields: ['lines'] },
    { title: 'Payments', fields: ['payments'] },
    { title: 'Notes', fields: ['notes'] },
    { title: 'Balance', fields: [], panel: 'order-money', side: true },
    { title: 'Client', fields: ['client'], panel: 'client', side: true },
    {
      title: 'Order',
      fields: ['number', 'readyBy', 'assignedUser', 'authorisedLimit', 'intake', 'location'],
      side: true,
    },
    { title: 'Terms', fields: ['terms', 'signedBy', 'signedAt', 'signature'], side: true, folded: true },
    { title: 'Delivery', fields: ['carrier', 'tracking'], side: true, folded: true },
  ],
};
