/** An invented shop in the full legacy system, from a seed: two years of work, most of it done. */
import { pick, randomInt, seededRandom, type Random } from '../../../shared/lib/random.ts';
import { calendarDate, codeDate, databaseDate, wallDate } from '../core/clock.ts';
import { inventMachine, inventMoments, inventPerson, spread, type InventedMachine } from '../data/invent.ts';
import { addClient, addOrder, addTicket } from './booking.ts';
import { catalogued, typeId, vat } from './furnish.ts';
import { repairMoves } from './statuses.ts';
import type { Client, Order } from './tables.ts';
import { rederive } from './totals.ts';
import type { FullWorld } from './world.ts';

const day = 24 * 3_600_000;
const engineers = ['user-ben', 'user-cai'] as const;
const desk = ['user-ana', 'user-dee'] as const;

/** @param records how many in all, over the four kinds; messages, items and payments come on top */
export function fillFull(
  world: FullWorld,
  { records, seed, now }: { records: number; seed: number; now: number },
): void {
  const random = seededRandom(seed);
  const many = spread(records);
  world.database.transaction(() => {
    const clients = inventMoments(many.clients, now, random).map((at, index) =>
      inventClient(world, index, at, random),
    );
    const moments = inventMoments(many.orders, now, random);
    const perOrder = moments.map(() => 1);
    for (let left = many.devices - many.orders; left > 0; left--) {
      const at = randomInt(random, 0, perOrder.length - 1);
      perOrder[at] = (perOrder[at] ?? 0) + 1;
    }
    for (const [index, at] of moments.entries())
      inventOrder(world, { client: pick(random, clients), at, now, devices: perOrder[index] ?? 1 }, random);
    for (const at of inventMoments(many.tickets - many.orders, now, random))
      inventLead(world, pick(random, clients), at, random);
  });
}

/** One column, two formats: as the database wrote it or as the code did (1.8). */
const stamps = (at: number, random: Random): { created_at: string; updated_at: string } => ({
  created_at: random() < 0.9 ? databaseDate(at) : codeDate(at),
  updated_at: random() < 0.5 ? databaseDate(at) : codeDate(at + randomInt(random, 0, 3_600_000)),
});

function inventClient(world: FullWorld, index: number, at: number, random: Random): Client {
  const person = inventPerson(index, random);
  return addClient(world, {
    ...stamps(at, random),
    email: random() < 0.92 ? person.email : null,
    first_name: person.firstName,
    last_name: person.lastName,
    phone: person.phone,
    address_line_1: person.address,
    city: person.city,
    postcode: person.postcode,
    country: 'United Kingdom',
    notes: random() < 0.1 ? 'Prefers a text over a call.' : null,
    client_group_id: person.company === null ? null : 'group-trade',
    marketing_consent: pick(random, [0, 1, null]),
  });
}

function inventOrder(
  world: FullWorld,
  { client, at, now, devices }: { client: Client; at: number; now: number; devices: number },
  random: Random,
): void {
  const { tables } = world;
  const clerk = pick(random, desk);
  const old = at < now - 30 * day;
  const order = addOrder(world, {
    ...stamps(at, random),
    client_id: client.id,
    location_id: pick(random, ['location-wharf-street', 'location-wharf-street', 'location-station-road']),
    assigned_user_id: clerk,
    intake_method: pick(random, ['walk_in', 'walk_in', 'walk_in', 'mail_in', 'collection']),
    stored_status: random() < 0.02 ? 'cancelled' : random() < 0.01 ? 'on_hold' : null,
    ready_by_date: random() < 0.4 ? `${codeDate(at + 3 * day).slice(0, 19)}Z` : null,
  });
  for (let left = devices; left > 0; left--) {
    const status =
      old && random() < 0.97
        ? pick(random, ['collected', 'collected', 'despatched'])
        : pick(random, Object.keys(repairMoves));
    inventDevice(world, { order, machine: inventMachine(random), status, at, clerk }, random);
  }
  rederive(world, order.id);
  const after = tables.orders.get(order.id);
  const due = after?.balance_due ?? 0;
  if (due > 0 && (after?.status === 'collected_despatched' || random() < 0.2)) {
    const paid = after?.status === 'collected_despatched' ? due : Math.min(due, 20);
    const date = databaseDate(at + day);
    tables.payments.insert({
      id: world.id(),
      order_id: order.id,
      amount: paid,
      payment_method: pick(random, ['card', 'card', 'cash', 'bank_transfer']),
      payment_date: calendarDate(at + day),
      recorded_by: clerk,
      is_deposit: paid === due ? 0 : 1,
      is_payout: 0,
      created_at: date,
    });
    rederive(world, order.id);
  }
  inventWords(world, { order, client, done: after?.status === 'collected_despatched', at, clerk }, random);
}

function inventDevice(
  world: FullWorld,
  made: { order: Order; machine: InventedMachine; status: string; at: number; clerk: string },
  random: Random,
): void {
  const { order, machine, status, at } = made;
  const { tables } = world;
  const known = random() < 0.8;
  const found = status !== 'device_received' && status !== 'diagnosing';
  const done = ['repaired_qc', 'repaired_ready', 'collected', 'despatched'].includes(status);
  const engineer = pick(random, engineers);
  const device = tables.devices.insert({
    id: world.id(),
    ...stamps(at, random),
    order_id: order.id,
    ...(known
      ? catalogued(machine.brand, machine.model)
      : { custom_brand: machine.brand, custom_model: machine.model }),
    serial_number: random() < 0.9 ? machine.serial : null,
    imei: machine.imei,
    colour: machine.colour,
    storage_capacity: machine.storage?.replace(' ', '') ?? null,
    passcode: random() < 0.2 ? String(randomInt(random, 1000, 9999)) : null,
    passcode_type: pick(random, ['none', 'pin', null]),
    find_my_status: pick(random, ['disabled', 'unknown', null]),
    condition_grade: pick(random, ['A', 'B', 'C', null]),
    customer_reported_issues: machine.fault.issue,
    diagnosis_notes: found ? machine.fault.diagnosis : null,
    repair_notes: done ? machine.fault.resolution : null,
    additional_issues_found: pick(random, [0, 1, null]),
    device_type_id: typeId(machine.type),
    assigned_engineer_id: status === 'device_received' ? null : engineer,
    workflow_type: 'repair',
    priority: pick(random, ['normal', 'normal', 'normal', 'urgent', 'express']),
    due_date: random() < 0.5 ? wallDate(at + 4 * day) : random() < 0.2 ? calendarDate(at + 4 * day) : null,
    status,
    authorization_status: found ? 'approved' : 'pending',
    received_at: codeDate(at),
    diagnosis_started_at: found ? codeDate(at + 3_600_000) : null,
    collected_at: status === 'collected' ? codeDate(at + 5 * day) : null,
  });
  for (const word of machine.accessories) {
    const accessory_type = ['charger', 'cable', 'case'].includes(word) ? word : 'other';
    tables.accessories.insert({
      id: world.id(),
      device_id: device.id,
      accessory_type,
      description: word,
      created_at: databaseDate(at),
    });
  }
  if (!found || machine.price === 0) return;
  tables.items.insert({
    id: world.id(),
    order_id: order.id,
    device_id: device.id,
    item_type: 'repair',
    description: machine.fault.part?.name ?? 'Labour',
    quantity: 1,
    unit_price: Math.round((machine.price / (1 + vat / 100)) * 100) / 100,
    price_inc_vat: machine.price,
    vat_rate: vat,
    authorization_status: 'approved',
    authorization_round: 1,
    created_at: databaseDate(at + 3_600_000),
  });
}

function inventWords(
  world: FullWorld,
  said: { order: Order; client: Client; done: boolean; at: number; clerk: string },
  random: Random,
): void {
  const { order, client, done, at, clerk } = said;
  const { tables } = world;
  const ticket_id = order.ticket_id;
  let minutes = 5;
  const say = (message: Parameters<typeof tables.messages.insert>[0]): void => {
    minutes += randomInt(random, 1, 300);
    tables.messages.insert({ ticket_id, created_at: databaseDate(at + minutes * 60_000), ...message });
  };
  if (random() < 0.5)
    say({
      id: world.id(),
      type: 'note',
      body_text: 'Client says photos are not backed up.',
      created_by: clerk,
    });
  if (random() < 0.4)
    say({
      id: world.id(),
      type: 'inbound',
      source: 'email',
      from_email: client.email,
      from_name: client.name,
      body_text: 'Any news on my repair?',
    });
  if (done) {
    const body_text = 'Your device is ready to collect.';
    say({
      id: world.id(),
      type: 'outbound',
      source: 'automatic',
      to_email: client.email,
      body_text,
      body_html: `<p>${body_text}</p>`,
    });
  }
  tables.tickets.update(ticket_id ?? '', {
    ...stamps(at, random),
    client_id: client.id,
    status: done ? pick(random, ['resolved', 'closed']) : pick(random, ['open', 'pending']),
  });
}

function inventLead(world: FullWorld, client: Client, at: number, random: Random): void {
  const ticket = addTicket(world, {
    ...stamps(at, random),
    subject: 'How much would it be?',
    client_id: client.id,
    status: pick(random, ['open', 'closed']),
    last_client_update: codeDate(at),
    enquiry_kind: 'enquiry',
  });
  world.tables.messages.insert({
    id: world.id(),
    ticket_id: ticket.id,
    type: 'inbound',
    source: 'email',
    from_email: client.email,
    from_name: client.name,
    body_text: 'Do you repair these, and what would it cost roughly?',
    created_at: databaseDate(at),
  });
}
