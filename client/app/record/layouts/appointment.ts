/** An appointment's page: when, with whom, about what. */
import type { Layout } from './layout.ts';

export const appointmentLayout: Layout = {
  begins: { status: 'booked', type: 'drop_off' },
  sections: [
    { title: 'Appointment', fields: ['subject', 'type', 'status', 'start', 'end', 'location'] },
    { title: 'With', fields: ['client', 'employee', 'order', 'device'] },
    { title: 'Client', fields: [], panel: 'client', side: true },
    { title: 'Notes', fields: ['notes'] },
  ],
};
