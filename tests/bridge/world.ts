/** Short words for tests of the bridge: records on both sides, rounds, kills. */
import { must } from '../../shared/lib/assert.ts';
import { parseEntityId, type EntityName, type KindName } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { round } from '../../server/bridge/round.ts';
import type { Row } from './legacy-model.ts';
import { Killed, makeWorld, type World } from './soak.ts';

export const nameOf = (kind: string, id: string): EntityName => ({
  kind: kind as KindName,
  id: must(parseEntityId(id), 'a legal id'),
});

/** Ours, of a record that was made there. */
export const oursOf = (kind: string, row: Pick<Row, 'id'>): EntityName => nameOf(kind, recordIdOf(row.id));

export function quietWorld(): World {
  const world = makeWorld(1);
  world.bridge = world.start();
  return world;
}

/** One of each kind there. */
export function shopThere({ legacy }: World) {
  const client = legacy.add('clients', { name: 'Ada', email: 'ada@example.org' });
  const order = legacy.add('orders', { client_id: client.id, status: 'awaiting_device', notes: 'By post' });
  const device = legacy.add('devices', {
    order_id: order.id,
    brand: 'Acme',
    serial: 'S1',
    status: 'device_received',
    price: 100,
    diagnosis: 'Does not start',
  });
  const ticket = legacy.add('tickets', {
    order_id: order.id,
    client_id: client.id,
    subject: 'Phone',
    status: 'open',
  });
  legacy.say(ticket.id, 'When is it ready?', false, false);
  return { client, order, device, ticket };
}

/** A round that has to come to its end, after what the relay derives. */
export async function go(world: World, times = 1): Promise<void> {
  for (let n = 0; n < times; n++) {
    world.shop.derive();
    await round(world.bridge, { full: true });
    world.time.jump(world.time.now() + 1_000);
  }
}

/** Runs rounds until the bridge was killed at a call; false when there are no more calls. */
export async function goUntil(world: World, call: number): Promise<boolean> {
  world.calls = 0;
  world.killAt = call;
  try {
    await go(world);
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  } finally {
    world.killAt = -1;
    world.bridge = world.start();
  }
}

/** Time for what waits. */
export async function settle(world: World, rounds = 4): Promise<void> {
  for (let n = 0; n < rounds; n++) {
    world.time.jump(world.time.now() + 20 * 60_000);
    await go(world);
  }
}

export const put = (world: World, name: EntityName, fields: Readonly<Record<string, Value>>): void =>
  world.shop.writeAs(name, 'ana', (entity) => {
    for (const [field, value] of Object.entries(fields)) entity.set(field, value);
  });

export const shown = (world: World, name: EntityName, field: string): Value =>
  world.shop.read(name, (entity) =>
    entity.kind.fields.get(field)?.policy === 'text' ? entity.text(field).toJSON() : entity.get(field),
  );

export const asked = (world: World, name: EntityName): readonly string[] =>
  world.shop.read(name, (entity) => entity.reviews().map(({ field }) => field));

/** As lines in an order of their own, to be compared. */
export const lines = (list: readonly unknown[]): readonly string[] =>
  list.map((each) => JSON.stringify(each)).toSorted((a, b) => (a < b ? -1 : Number(a > b)));
