/** The layouts that there are; a kind without one is laid out by its schema alone. */
import { appointmentLayout } from './appointment.ts';
import { clientLayout } from './client.ts';
import { deviceLayout } from './device.ts';
import { employeeLayout } from './employee.ts';
import { itemLayout } from './item.ts';
import type { Layout } from './layout.ts';
import { orderLayout } from './order.ts';
import { ticketLayout } from './ticket.ts';

export const layouts: ReadonlyMap<string, Layout> = new Map([
  ['order', orderLayout],
  ['device', deviceLayout],
  ['ticket', ticketLayout],
  ['client', clientLayout],
  ['item', itemLayout],
  ['employee', employeeLayout],
  ['appointment', appointmentLayout],
]);
