/** The demo's calendar: six open days behind and nine ahead, with what was kept, missed and cancelled. */
import type { EntityId } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';
import type { DemoClient } from './demo-clients.ts';
import type { DemoOrder } from './demo-orders.ts';
import { by, day, named, type DemoRecord } from './demo-record.ts';
import { engineers, shopLocation } from './people.ts';

const dropOffs: readonly string[] = [
  'Phone with a cracked screen',
  'Laptop that will not charge',
  'Two tablets from the school',
  'Console without a picture',
  'Coffee machine that leaks',
];

const visits: readonly string[] = [
  'Till and label printer',
  'Six laptops at the office',
  'Reception PC is slow',
];

const hour = 3_600_000;
/** Opening hours, as half hours after nine. */
const slots = 16;

export interface AppointmentsWanted {
  readonly clients: readonly DemoClient[];
  readonly orders: readonly DemoOrder[];
  readonly employeeOf: ReadonlyMap<string, EntityId>;
  readonly now: number;
}

export function demoAppointments(
  { clients, orders, employeeOf, now }: AppointmentsWanted,
  freshId: () => EntityId,
  random: Random,
): DemoRecord[] {
  const ready = orders.filter(({ devices }) => devices.some(({ status }) => status === 'repaired_ready'));
  const records: DemoRecord[] = [];
  for (let ahead = -6; ahead <= 9; ahead++) {
    const date = openDay(now, ahead);
    const taken = new Set<number>();
    for (let left = randomInt(random, 1, 4); left > 0; left--) {
      const slot = randomInt(random, 0, slots - 2);
      const type = pick(random, ['drop_off', 'drop_off', 'collection', 'visit'] as const);
      const order = type === 'collection' ? pick(random, ready) : undefined;
      const client = order?.client ?? pick(random, clients);
      const subject = subjectOf(type, order, random);
      const who = type === 'visit' ? pick(random, engineers) : pick(random, ['dee', 'dee', 'ana']);
      const status = statusOf(date + 9 * hour + slot * 30 * 60_000, now, random);
      const id = freshId();
      // Nobody is promised the same half hour as somebody else.
      if (taken.has(slot) || taken.has(slot + 1)) continue;
      const start = date + 9 * hour + (slot * hour) / 2;
      const end = start + (type === 'visit' ? hour : hour / 2);
      taken.add(slot);
      if (type === 'visit') taken.add(slot + 1);
      const booked = by('dee', (entity) => {
        entity.set('subject', subject);
        entity.set('type', type);
        entity.set('status', status);
        entity.set('start', start);
        entity.set('end', end);
        entity.set('client', client.id);
        entity.set('employee', must(employeeOf.get(who), 'a colleague'));
        entity.set('location', shopLocation);
        entity.set('created', Math.min(now, start) - 3 * day);
        if (order) {
          entity.set('order', order.id);
          entity.set('device', must(order.devices[0], 'an order has a device').id);
        }
        if (type === 'visit') entity.text('notes').insert(0, 'Bring the small tool case and two USB sticks.');
      });
      records.push({ name: named('appointment', id), steps: [booked] });
    }
  }
  return records;
}

const isOpen = (date: number): boolean => new Date(date).getUTCDay() !== 0;

/** The beginning of the day so many open days from today; on a Sunday, today is Monday. */
function openDay(now: number, ahead: number): number {
  let date = Math.floor(now / day) * day;
  if (!isOpen(date)) date += day;
  for (let left = Math.abs(ahead); left > 0; left--) {
    do date += Math.sign(ahead) * day;
    while (!isOpen(date));
  }
  return date;
}

function subjectOf(
  type: 'drop_off' | 'collection' | 'visit',
  order: DemoOrder | undefined,
  random: Random,
): string {
  if (type === 'visit') return pick(random, visits);
  return order ? `Collects ${order.devices[0]?.called ?? order.number}` : pick(random, dropOffs);
}

/** What became of it by now; of what is to come some was called off. */
function statusOf(start: number, now: number, random: Random): string {
  const luck = random();
  if (start > now) return luck < 0.08 ? 'cancelled' : 'booked';
  if (start > now - hour) return 'arrived';
  return luck < 0.12 ? 'missed' : luck < 0.2 ? 'cancelled' : 'done';
}
