/** The demo's orders, oldest first, each with its devices: numbers, lines, deposits and payments. */
import { systemAuthors, type EntityId } from '../../shared/lib/ids.ts';
import { deriveOrderStatus } from '../../shared/schema/order-status.ts';
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';
import type { DemoClient } from './demo-clients.ts';
import { demoDevice, type DemoDevice } from './demo-devices.ts';
import type { DemoStock } from './demo-items.ts';
import { by, dateOf, day, named, type DemoRecord, type DemoStep } from './demo-record.ts';
import { knownAt } from './demo-stage.ts';
import { shopLocation } from './people.ts';

export interface DemoOrder {
  readonly id: EntityId;
  readonly number: string;
  /** Days since it was taken in. */
  readonly age: number;
  readonly client: DemoClient;
  readonly devices: readonly DemoDevice[];
  /** What was paid for it. */
  readonly paid: number;
  readonly record: DemoRecord;
}

export interface OrdersWanted {
  readonly count: number;
  readonly clients: readonly DemoClient[];
  readonly now: number;
  readonly stock: DemoStock;
}

export function demoOrders(
  { count, clients, now, stock }: OrdersWanted,
  freshId: () => EntityId,
  random: Random,
): DemoOrder[] {
  return Array.from({ length: count }, (_, at) => {
    // Half of the orders are of the last three weeks; before that they thin out to half a year.
    const share = (count - 1 - at) / count;
    const age = Math.floor(share < 0.5 ? share * 42 : 21 + (share - 0.5) * 320);
    const id = freshId();
    const client = pick(random, clients);
    const many = pick(random, [1, 1, 1, 1, 1, 1, 2, 2, 2, 3]);
    const devices = Array.from({ length: many }, () =>
      demoDevice({ order: id, age, now, stock }, freshId, random),
    );
    const number = `RM-${10_001 + at}`;
    const override = at === count - 9 ? 'on_hold' : at === count - 14 ? 'cancelled' : null;
    const { paid, steps } = orderSteps({ number, client, devices, age, now, override }, random);
    return { id, number, age, client, devices, paid, record: { name: named('order', id), steps } };
  });
}

interface OrderFacts {
  readonly number: string;
  readonly client: DemoClient;
  readonly devices: readonly DemoDevice[];
  readonly age: number;
  readonly now: number;
  readonly override: 'on_hold' | 'cancelled' | null;
}

function orderSteps(
  { number, client, devices, age, now, override }: OrderFacts,
  random: Random,
): { readonly paid: number; readonly steps: readonly DemoStep[] } {
  const created = now - age * day;
  const due = dateOf(age > 24 ? created + 6 * day : now + randomInt(random, 0, 6) * day);
  const assigned = pick(random, ['ana', 'dee']);
  const intake = pick(random, ['walk_in', 'walk_in', 'walk_in', 'collection', 'mail_in']);
  const method = pick(random, ['card', 'card', 'cash', 'transfer']);
  const statuses = devices.map(({ status }) => status);
  const agreed = devices.filter(({ status }) => knownAt(status).authorised);
  const total = agreed.reduce((sum, { fault }) => sum + fault.labour + (fault.part?.price ?? 0), 0);
  const settled = statuses.every((status) => knownAt(status).gone);
  const deposit = !settled && total > 9000 ? 3000 : 0;

  const steps = [
    by('dee', (entity) => {
      entity.set('number', number);
      entity.set('client', client.id);
      entity.set('intake', intake);
      entity.set('location', shopLocation);
      entity.set('assignedUser', assigned);
      entity.set('readyBy', due);
      entity.set('terms', '2026-01');
      entity.set('signedBy', client.firstName);
      entity.set('signedAt', created);
      entity.set('created', created);
      for (const line of agreed.flatMap(linesOf)) entity.append('lines', line, { at: created });
      if (settled && total > 0)
        entity.append('payments', { method, amount: total }, { at: Math.min(now, created + 5 * day) });
      if (deposit > 0) entity.append('payments', { method, amount: deposit, deposit: true }, { at: created });
    }),
  ];
  if (override !== null) {
    const why =
      override === 'on_hold' ? 'Client is abroad until the end of the month.' : 'Client bought a new one.';
    const byHand = by('ana', (entity) => {
      entity.set('override', override);
      entity.text('notes').insert(0, why);
    });
    steps.push(byHand);
  }
  const derived = by(systemAuthors.import, (entity) =>
    entity.set('status', deriveOrderStatus(override, statuses)),
  );
  return { paid: settled ? total : deposit, steps: [...steps, derived] };
}

/** What a device costs, as the lines of its order. */
function linesOf({ id: device, fault }: DemoDevice): Record<string, string | number>[] {
  const line = { quantity: 1, vat: 20, device };
  const labour = { ...line, type: 'labour', description: 'Labour', price: fault.labour };
  const part = fault.part && { ...line, type: 'part', description: fault.part.name, price: fault.part.price };
  return [...(fault.labour > 0 ? [labour] : []), ...(part ? [part] : [])];
}
