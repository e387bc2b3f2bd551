/**
 * The demo shop as a list of records, oldest first: the same people and repairs in every run, with dates around
 * today. Pure: who stores it is `make-demo-shop.ts`.
 */
import { must } from '../../shared/lib/assert.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { demoClients } from './demo-clients.ts';
import { demoOrders } from './demo-orders.ts';
import { demoIds, type DemoRecord } from './demo-record.ts';
import { leadTicket, orderTicket } from './demo-tickets.ts';

const seed = 20_260_105;
const counts = { clients: 60, orders: 110, leads: 16 } as const;

export function demoShop(now: number): readonly DemoRecord[] {
  const random = seededRandom(seed);
  const freshId = demoIds(random);
  const clients = demoClients(counts.clients, freshId, now, random);
  const orders = demoOrders({ count: counts.orders, clients, now }, freshId, random);
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
  return [...clients.map(({ record }) => record), ...leads, ...work];
}
