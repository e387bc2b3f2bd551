/** An invented shop in the simple legacy system, from a seed. */
import { pick, randomInt, seededRandom, type Random } from '../../../shared/lib/random.ts';
import { inventMachine, inventMoments, inventPerson, spread } from '../data/invent.ts';
import { codeDate } from '../core/clock.ts';
import type { SimpleOrder } from './tables.ts';
import type { SimpleWorld } from './world.ts';

const staff = ['u-ana', 'u-ben', 'u-cai', 'u-dee'] as const;
const locations = ['loc-wharf', 'loc-station'] as const;

/** @param records how many in all, over the four kinds; messages come on top */
export function fillSimple(
  world: SimpleWorld,
  { records, seed, now }: { records: number; seed: number; now: number },
): void {
  const random = seededRandom(seed);
  const many = spread(records);
  world.database.transaction(() => {
    const clients = inventMoments(many.clients, now, random).map((at, index) =>
      addClient(world, index, at, random),
    );
    const orders = inventMoments(many.orders, now, random).map((at) => {
      const times = stamps(at);
      const status =
        at < now - 30 * 86_400_000 ? last(world.statuses.order, random) : pick(random, world.statuses.order);
      const order = world.addOrder({
        ...times,
        client_id: pick(random, clients),
        status,
        location_id: pick(random, locations),
        assigned_user_id: random() < 0.8 ? pick(random, staff) : null,
        deposit: random() < 0.3 ? randomInt(random, 1, 8) * 5 : 0,
        notes: random() < 0.2 ? 'Ring before you come by.' : null,
      });
      addTicket(world, order, random);
      return order;
    });
    for (let at = 0; at < many.devices; at++) addDevice(world, orders[at] ?? pick(random, orders), random);
    for (const at of inventMoments(many.tickets - many.orders, now, random)) {
      const ticket = world.addTicket({
        ...stamps(at),
        subject: 'How much would it be?',
        client_id: pick(random, clients),
      });
      world.addMessage(ticket, 'Do you repair these, and what would it cost roughly?', false, null);
      world.tables.tickets.update(ticket.id, {
        updated_at: ticket.updated_at,
        last_message_at: ticket.updated_at,
      });
    }
  });
}

const stamps = (at: number): { created_at: string; updated_at: string } => {
  const date = `${codeDate(at).slice(0, 19)}Z`;
  return { created_at: date, updated_at: date };
};

/** Of what is long over: collected mostly, and else cancelled. */
const last = (statuses: readonly string[], random: Random): string =>
  random() < 0.94 ? (statuses.find((status) => status.startsWith('collected')) ?? 'cancelled') : 'cancelled';

function addClient(world: SimpleWorld, index: number, at: number, random: Random): string {
  const { firstName, lastName, email, phone, address, city, postcode, company } = inventPerson(index, random);
  const who = { name: `${firstName} ${lastName}`, email: random() < 0.9 ? email : null, phone, company };
  const notes = random() < 0.1 ? 'Prefers a text over a call.' : null;
  return world.addClient({ ...stamps(at), ...who, address, city, postcode, notes }).id;
}

function addTicket(world: SimpleWorld, order: SimpleOrder, random: Random): void {
  const { created_at, updated_at } = order;
  const about = { client_id: order.client_id, order_id: order.id, assigned_user_id: order.assigned_user_id };
  const ticket = world.addTicket({
    created_at,
    updated_at,
    ...about,
    subject: `Order ${String(order.order_number)}`,
    status: pick(random, world.statuses.ticket),
    priority: pick(random, ['normal', 'normal', 'high']),
  });
  const said = (content: string, internal: boolean, author: string | null): void => {
    const is_internal = internal ? 1 : 0;
    world.tables.messages.insert({
      id: `${ticket.id}-${author ?? 'client'}`,
      ticket_id: ticket.id,
      content,
      is_internal,
      author,
      created_at,
    });
  };
  if (random() < 0.5) said('Client says photos are not backed up.', true, 'u-dee');
  if (random() < 0.3) said('Any news on my repair?', false, null);
  world.tables.tickets.update(ticket.id, { last_message_at: created_at });
}

function addDevice(world: SimpleWorld, order: SimpleOrder, random: Random): void {
  const { type, brand, model, serial, fault, price } = inventMachine(random);
  const over = order.status?.startsWith('collected') ?? false;
  const status = over ? (order.status as string) : pick(random, world.statuses.device);
  const found = over || random() < 0.6;
  const known = world.statuses.device.includes(status) ? status : 'collected';
  world.addDevice({
    created_at: order.created_at,
    updated_at: order.updated_at,
    order_id: order.id,
    type,
    brand,
    model,
    serial,
    passcode: random() < 0.3 ? String(randomInt(random, 1000, 9999)) : null,
    issue: fault.issue,
    status: known,
    diagnosis: found ? fault.diagnosis : null,
    resolution: over ? fault.resolution : null,
    price: found ? price : null,
    assigned_user_id: order.assigned_user_id,
  });
}
