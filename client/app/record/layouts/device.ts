/** A device's page: how it goes on first, then what is wrong with it, then what it is. */
import type { Layout } from './layout.ts';

export const deviceLayout: Layout = {
  begins: { priority: 'normal' },
  within: ['claimedUntil'],
  sections: [
    {
      title: 'Workflow',
      fields: ['status', 'claimedBy', 'engineer', 'bench', 'priority', 'readyBy'],
    },
    { title: 'Repair', fields: ['issue', 'diagnosis', 'resolution', 'notes'] },
    { title: 'Parts used', fields: ['parts'] },
    { title: 'Photos', fields: ['photosBefore', 'photosAfter'] },
    { title: 'Client', fields: [], panel: 'client', side: true },
    { title: 'Order', fields: ['order'], panel: 'order', side: true },
    { title: 'Price and warranty', fields: ['price', 'warrantyUntil'], side: true },
    { title: 'Passcode', fields: ['passcodeKind'], panel: 'passcode', side: true },
    {
      title: 'Device',
      fields: ['type', 'brand', 'model', 'serial', 'imei', 'colour', 'storage', 'grade'],
      side: true,
    },
    {
      title: 'Handed in',
      fields: ['received', 'accessories', 'location'],
      side: true,
      folded: true,
    },
  ],
};
