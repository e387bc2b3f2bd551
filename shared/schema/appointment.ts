/** An appointment with a client: a device is dropped off or collected, or somebody of the shop comes to visit. */
import { kind, latest, review, text } from './declare.ts';
import { instant, line, oneOf, referenceTo } from './scalar.ts';
import { staff } from './roles.ts';

export const appointment = kind(
  'appointment',
  'Appointment',
  'Appointments',
  ['subject', 'type'],
  {
    subject: latest('Subject', line(200), 'low', staff),
    type: review('Type', oneOf('drop_off', 'collection', 'visit'), 'medium', staff),
    status: review('Status', oneOf('booked', 'arrived', 'done', 'missed', 'cancelled'), 'high', staff),
    /** Two people who move it to different times promised the client both. */
    start: review('From', instant, 'high', staff),
    end: review('Until', instant, 'high', staff),
    client: review('Client', referenceTo('client'), 'high', staff, { belongs: true }),
    order: review('Order', referenceTo('order'), 'medium', staff, { belongs: true }),
    device: review('Device', referenceTo('device'), 'medium', staff, { belongs: true }),
    employee: review('With', referenceTo('employee'), 'medium', staff),
    location: latest('Location', line(80), 'low', staff),
    notes: text('Notes', 200_000, 'low', staff),
  },
  { placed: ['location', 'order', 'device'] },
);
