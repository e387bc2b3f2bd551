/** The demo's tickets: a conversation about most orders, and questions of people who have none. */
import type { EntityId } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';
import { endings, leads, openings, quotes, type Said } from './conversations.ts';
import type { DemoClient } from './demo-clients.ts';
import type { DemoOrder } from './demo-orders.ts';
import { by, day, named, type DemoRecord, type DemoStep } from './demo-record.ts';
import { knownAt } from './demo-stage.ts';
import { engineers } from './people.ts';
import { products } from './repairs.ts';

const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;

export function orderTicket(order: DemoOrder, id: EntityId, now: number, random: Random): DemoRecord {
  const first = must(order.devices[0], 'an order has a device');
  const known = knownAt(first.status);
  const price = pounds(first.fault.labour + (first.fault.part?.price ?? 0));
  const said: Said[] = [...pick(random, openings)];
  if (known.authorised && first.fault.labour > 0) said.push(...pick(random, quotes));
  if (first.status === 'repaired_ready' || known.gone) said.push(...pick(random, endings));
  const status = known.gone
    ? 'closed'
    : first.status === 'repaired_ready'
      ? 'resolved'
      : pick(random, ['open', 'pending']);
  const fill = { device: first.called, name: order.client.firstName, price };
  const opened = by('dee', (entity) => {
    entity.set('subject', `${order.number}: ${first.called}`);
    entity.set('status', status);
    entity.set('type', 'order');
    entity.set('client', order.client.id);
    entity.set('order', order.id);
    entity.set('assignedUser', 'dee');
    entity.set('priority', known.gone ? 'normal' : pick(random, ['normal', 'normal', 'high']));
    entity.set('created', now - order.age * day);
  });
  return {
    name: named('ticket', id),
    steps: [opened, ...conversation({ said, fill, began: now - order.age * day, now }, random)],
  };
}

export function leadTicket(client: DemoClient, id: EntityId, now: number, random: Random): DemoRecord {
  const { type } = pick(random, products);
  const kind = pick(random, ['lead', 'enquiry']);
  const age = randomInt(random, 0, 14);
  const question: Said = { by: 'client', channel: 'email', text: pick(random, leads) };
  const opened = by('dee', (entity) => {
    entity.set('subject', `${kind === 'lead' ? 'Price for a' : 'Question about a'} ${type.toLowerCase()}`);
    entity.set('status', age > 7 ? 'closed' : 'open');
    entity.set('type', kind);
    entity.set('client', client.id);
    entity.set('priority', 'low');
    entity.set('created', now - age * day);
  });
  const fill = { device: type.toLowerCase(), name: client.firstName, price: '' };
  return {
    name: named('ticket', id),
    steps: [opened, ...conversation({ said: [question], fill, began: now - age * day, now }, random)],
  };
}

interface Conversation {
  readonly said: readonly Said[];
  /** What the words in braces stand for. */
  readonly fill: Readonly<Record<string, string>>;
  readonly began: number;
  readonly now: number;
}

/** What clients say is written down by the front desk; notes are the engineers'. Nobody speaks in the future. */
function conversation({ said, fill, began, now }: Conversation, random: Random): DemoStep[] {
  let moment = began;
  return said.map(({ by: voice, channel, text }) => {
    moment = Math.min(now - 60_000, moment + randomInt(random, 10, 1500) * 60_000);
    const at = moment;
    const body = text.replaceAll(/\{(\w+)\}/g, (_, word: string) => fill[word] ?? '');
    const author = voice === 'note' ? pick(random, engineers) : 'dee';
    return by(author, (entity) => {
      entity.append('messages', { channel, body }, { at });
    });
  });
}
