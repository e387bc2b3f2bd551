/**
 * The demo shop as a list of records, oldest first: the same people and repairs in every run, with dates around
 * today. Pure: who stores it is `make-demo-shop.ts`.
 */
import { must } from '../../shared/lib/assert.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { demoAppointments } from './demo-appointments.ts';
import { demoClients } from './demo-clients.ts';
import { demoEmployees } from './demo-employees.ts';
import { demoItems, demoStock } from './demo-items.ts';
import { demoOrders } from './demo-orders.ts';
import { demoIds, type DemoRecord } from './demo-record.ts';
import { withTotals } from './demo-totals.ts';
import { leadTicket, orderTicket } from './demo-tickets.ts';

const seed = 20_260_105;
const counts = { clients: 60, orders: 110, leads: 16 } as const;

export function demoShop(now: number): readonly DemoRecord[] {
  const random = seededRandom(seed);
  const freshId = demoIds(random);
  // A stream of its own: what is added to the demo later makes no other records of what it had.
  const later = seededRandom(seed + 1);
  const laterId = demoIds(later);
  const stock = demoStock(laterId);
  const clients = demoClients(counts.clients, freshId, now, random);
  const orders = demoOrders({ count: counts.orders, clients, now, stock }, freshId, random);
  const leads = Array.from({ length: counts.leads }, (_, at) =>
    leadTicket(must(clients[at * 3], 'a client'), freshId(), now, random),
  );
  // Some orders were settled at the counter without a word in writing.
  const tickets = new Map(
    orders
      .filter((_, at) => at % 7 !== 3)
      .map((order) => [order.id, orderTicket(order, freshId(), now, random)]),
  );
  const work = orders.flatMap(({ id, record, devices }) => {
    const ticket = tickets.get(id);
    return [record, ...devices.map((device) => device.record), ...(ticket ? [ticket] : [])];
  });
  const employees = demoEmployees(laterId, now);
  const devices = orders.flatMap((order) => order.devices);
  const items = demoItems({ stock, devices, now }, later);
  const appointments = demoAppointments({ clients, orders, employeeOf: employees.idOf, now }, laterId, later);
  return [
    ...employees.records,
    ...items,
    ...clients.map((client) => withTotals(client, orders)),
    ...leads,
    ...work,
    ...appointments,
  ];
}
