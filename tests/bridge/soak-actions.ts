/** What people do during a soak, on both sides; each answers a line about it, or nothing where there was nothing to do it to. */
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { entityKey, freshEntityId, type EntityName, type KindName } from '../../shared/lib/ids.ts';
import { pick, randomInt } from '../../shared/lib/random.ts';
import { deviceStatuses } from '../../shared/schema/device-status.ts';
import { orderOverrides } from '../../shared/schema/order-status.ts';
import type { Cell, TableName } from './legacy-model.ts';
import type { World } from './soak.ts';

type Action = (world: World) => string | undefined;

const author = 'ana';

/** Somebody of the shop writes: at the counter, or on a device that has no network just now. */
function write(world: World, name: EntityName, change: (entity: EntityDocument) => void): void {
  const { shop, random } = world;
  const key = entityKey(name);
  if (shop.away.has(key) || random() < 0.2) shop.writeAway(name, 'tom', change);
  else shop.writeAs(name, author, change);
}

function some(world: World, kind: string): EntityName | undefined {
  const names = world.shop.names(kind);
  return names.length > 0 ? pick(world.random, names) : undefined;
}

function someRow(world: World, table: TableName): string | undefined {
  const ids = [...world.legacy.rows[table].keys()];
  return ids.length > 0 ? pick(world.random, ids) : undefined;
}

const money = (world: World): number => randomInt(world.random, 1, 20_000);

function edited(
  world: World,
  text: string,
): { readonly at: number; readonly remove: number; readonly insert: string } {
  const at = randomInt(world.random, 0, text.length);
  const remove = world.random() < 0.3 ? Math.min(randomInt(world.random, 0, 4), text.length - at) : 0;
  return { at, remove, insert: `${world.word()} ` };
}

function typeInto(world: World, kind: string, fields: readonly string[]): string | undefined {
  const name = some(world, kind);
  if (!name) return undefined;
  const field = pick(world.random, fields);
  let said = '';
  write(world, name, (entity) => {
    const text = entity.text(field);
    const { at, remove, insert } = edited(world, text.toJSON());
    if (remove > 0) text.delete(at, remove);
    text.insert(at, insert);
    said = insert;
  });
  return `${name.id}.${field} + ${said}`;
}

/** A shop with so many records is busy enough; more would meet each other more rarely. */
const enough = 60;
const isFull = ({ shop, legacy }: World): boolean =>
  shop.kept.size > enough || legacy.rows.tickets.size + legacy.rows.devices.size > enough;

function create(world: World, kind: string, fields: Readonly<Record<string, Cell>>): string | undefined {
  if (isFull(world)) return undefined;
  const name: EntityName = { kind: kind as KindName, id: freshEntityId(world.time.now(), world.random) };
  world.shop.writeAs(name, author, (entity) => {
    entity.change(() => {
      entity.set('created', world.time.now());
      for (const [field, value] of Object.entries(fields)) entity.set(field, value);
    });
  });
  return `${kind}/${name.id}`;
}

export const actions: Readonly<Record<string, Action>> = {
  'type into a device': (world) => typeInto(world, 'device', ['diagnosis', 'resolution']),
  'type into an order': (world) => typeInto(world, 'order', ['notes']),
  'set a price': (world) => {
    const name = some(world, 'device');
    if (!name) return undefined;
    const price = money(world);
    write(world, name, (entity) => entity.set('price', price));
    return `${name.id} ${price}`;
  },
  'move a device': (world) => {
    const name = some(world, 'device');
    if (!name) return undefined;
    let said = '';
    write(world, name, (entity) => {
      const choices = entity.choices('status') ?? [];
      const status = pick(world.random, choices.length > 0 ? choices : [null]);
      if (status !== null) entity.set('status', status);
      said = String(status);
    });
    return `${name.id} ${said}`;
  },
  'set an order by hand': (world) => {
    const name = some(world, 'order');
    if (!name) return undefined;
    const value = pick(world.random, [...orderOverrides, null]);
    write(world, name, (entity) => entity.set('override', value));
    return `${name.id} ${String(value)}`;
  },
  'write a message': (world) => {
    const name = some(world, 'ticket');
    if (!name) return undefined;
    const channel = pick(world.random, ['note', 'email', 'client']);
    const body = `ours ${world.word()}`;
    write(world, name, (entity) => void entity.append('messages', { channel, body }));
    return `${name.id} ${channel} ${body}`;
  },
  'come back': (world) => {
    const keys = [...world.shop.away.keys()];
    if (keys.length === 0) return undefined;
    const key = pick(world.random, keys);
    world.shop.comeBack(key);
    return key;
  },
  settle: (world) => {
    for (const kind of ['order', 'device']) {
      for (const name of world.shop.names(kind)) {
        if (world.shop.away.has(entityKey(name)) || world.random() < 0.5) continue;
        const [review] = world.shop.read(name, (entity) => entity.reviews());
        if (!review) continue;
        const { value } = pick(world.random, review.entries);
        const isBack = world.random() < 0.5;
        world.shop.writeAs(name, author, (entity) => {
          if (review.field !== 'deleted') entity.set(review.field, value);
          else if (isBack) entity.restore();
          else entity.delete();
        });
        return `${name.id}.${review.field} ${String(value)}`;
      }
    }
    return undefined;
  },
  derive: (world) => {
    world.shop.derive();
    return undefined;
  },
  'take a client in': (world) =>
    create(world, 'client', { name: `Client ${world.word()}`, email: `${world.word()}@example.org` }),
  'take an order in': (world) => {
    const client = some(world, 'client');
    return client && create(world, 'order', { client: client.id, number: `RM-${world.word()}` });
  },
  'take a device in': (world) => {
    const order = some(world, 'order');
    return (
      order &&
      create(world, 'device', {
        order: order.id,
        brand: world.word(),
        status: 'device_received',
        price: money(world),
      })
    );
  },
  'open a ticket': (world) => {
    const order = some(world, 'order');
    return (
      order && create(world, 'ticket', { order: order.id, subject: `About ${world.word()}`, status: 'open' })
    );
  },
  'legacy: client': (world) =>
    isFull(world)
      ? undefined
      : world.legacy.add('clients', {
          name: `Legacy ${world.word()}`,
          email: `${world.word()}@example.com`,
          notes: null,
        }).id,
  'legacy: order': (world) => {
    const client_id = isFull(world) ? undefined : someRow(world, 'clients');
    return client_id && world.legacy.add('orders', { client_id, status: 'awaiting_device', notes: '' }).id;
  },
  'legacy: device': (world) => {
    const order_id = isFull(world) ? undefined : someRow(world, 'orders');
    const cells = {
      brand: world.word(),
      serial: world.word(),
      status: 'device_received',
      price: 10.5,
      diagnosis: '',
      resolution: null,
    };
    return order_id && world.legacy.add('devices', { order_id, ...cells }).id;
  },
  'legacy: ticket': (world) => {
    const order_id = isFull(world) ? undefined : someRow(world, 'orders');
    return (
      order_id && world.legacy.add('tickets', { order_id, subject: `Re ${world.word()}`, status: 'open' }).id
    );
  },
  'legacy: price': (world) => {
    const id = someRow(world, 'devices');
    if (!id) return undefined;
    const price = money(world) / 100;
    world.legacy.edit('devices', id, { price });
    return `${id} ${price}`;
  },
  'legacy: status': (world) => {
    const id = someRow(world, 'devices');
    if (!id) return undefined;
    const status = pick(world.random, deviceStatuses);
    world.legacy.edit('devices', id, { status });
    return `${id} ${status}`;
  },
  'legacy: order status': (world) => {
    const id = someRow(world, 'orders');
    if (!id) return undefined;
    const status = pick(world.random, ['on_hold', 'cancelled', 'in_progress']);
    world.legacy.edit('orders', id, { status });
    return `${id} ${status}`;
  },
  'legacy: type': (world) => {
    const [table, key] = pick(world.random, [
      ['devices', 'diagnosis'],
      ['devices', 'resolution'],
      ['orders', 'notes'],
    ] as const);
    const id = someRow(world, table);
    const row = id === undefined ? undefined : world.legacy.rows[table].get(id);
    if (id === undefined || !row) return undefined;
    const text = String(row[key] ?? '');
    const { at, remove, insert } = edited(world, text);
    world.legacy.edit(table, id, { [key]: text.slice(0, at) + insert + text.slice(at + remove) });
    return `${id}.${key} + ${insert}`;
  },
  'legacy: name': (world) => {
    const id = someRow(world, 'clients');
    if (id !== undefined) world.legacy.edit('clients', id, { name: `Renamed ${world.word()}` });
    return id;
  },
  'legacy: message': (world) => {
    const id = someRow(world, 'tickets');
    return (
      id && world.legacy.say(id, `theirs ${world.word()}`, world.random() < 0.5, world.random() < 0.5).content
    );
  },
  'legacy: a long message': (world) => {
    const id = someRow(world, 'tickets');
    return id && world.legacy.say(id, `theirs ${world.word()} `.padEnd(10_100, 'x'), true, true).id;
  },
  'legacy: edit a client': (world) => {
    const id = someRow(world, 'clients');
    const column = pick(world.random, ['phone', 'company', 'address', 'city', 'postcode', 'notes']);
    if (id !== undefined) world.legacy.edit('clients', id, { [column]: `C ${world.word()}` });
    return id && `${id}.${column}`;
  },
  'poison a record': (world) => {
    // Whoever asks for it gets an error each time, until another one is.
    const table = pick(world.random, ['clients', 'orders', 'devices', 'tickets'] as const);
    const id = world.random() < 0.3 ? undefined : someRow(world, table);
    world.legacy.aim = (_, path) =>
      id !== undefined && path.startsWith(`/api/${table}/${id}`) ? 'error-before' : undefined;
    return id;
  },
  'restore a device': (world) => {
    const gone = world.shop
      .names('device')
      .filter((name) => world.shop.read(name, (entity) => entity.deleted && entity.reviews().length === 0));
    if (gone.length === 0) return undefined;
    const name = pick(world.random, gone);
    world.shop.writeAs(name, author, (entity) => entity.restore());
    return name.id;
  },
  'legacy: remove a device': (world) => {
    const id = someRow(world, 'devices');
    if (id !== undefined) world.legacy.remove('devices', id);
    return id;
  },
  'legacy: rename': (world) => {
    const table = pick(world.random, ['clients', 'orders'] as const);
    const id = someRow(world, table);
    if (id !== undefined) world.legacy.rename(table, id);
    return id;
  },
};

/** How often each is done. */
const shares: Readonly<Record<string, number>> = {
  'take a client in': 0.5,
  'take an order in': 0.7,
  'take a device in': 1,
  'open a ticket': 0.6,
  'legacy: client': 0.5,
  'legacy: order': 0.7,
  'legacy: device': 1,
  'legacy: ticket': 0.6,
  'legacy: remove a device': 0.2,
  'legacy: rename': 0.1,
  'legacy: a long message': 0.3,
  'poison a record': 0.3,
  'restore a device': 0.1,
  settle: 3,
};

export const weights: readonly string[] = Object.keys(actions).flatMap((name) =>
  Array.from({ length: Math.round(10 * (shares[name] ?? 3)) }, () => name),
);
