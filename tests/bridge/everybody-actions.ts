/** What people at devices and programs do in a soak of everybody, each with words that were never used before. */
import type { EntityName } from '../../shared/lib/ids.ts';
import { pick, randomInt } from '../../shared/lib/random.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Value } from '../../shared/schema/field.ts';
import type { AtDevice, Everybody } from './everybody-scene.ts';
import { edit } from '../support/planted-shop.ts';
import { charge } from './charge.ts';
import { mostDevices, theyAct } from './full-users.ts';

/** A soak of everybody, as it goes on. */
export interface Told {
  readonly scene: Everybody;
  readonly word: () => string;
  /** Messages that were written on this side. */
  readonly said: string[];
  /** The version under which a program knows a record, perhaps an old one. */
  readonly seen: Map<string, string>;
}

type Action = (told: Told) => Promise<void> | void;

/** Records of a kind that this device knows. */
const known = ({ replica }: AtDevice, kind: string): readonly EntityName[] =>
  replica
    .rows({ kind, limit: 1_000 })
    .rows.filter(({ deleted }) => !deleted)
    .map(({ kind: of, id }) => ({ kind: of, id }) as EntityName);

/** Somebody at a device changes a record that they have. */
const atDevice =
  (kind: string, change: (entity: EntityDocument, told: Told) => void): Action =>
  async (told) => {
    const device = pick(told.scene.random, told.scene.people);
    const names = known(device, kind);
    if (names.length === 0) return;
    await edit(device.replica, pick(told.scene.random, names), (entity) => change(entity, told));
  };

const put = (entity: EntityDocument, fields: Readonly<Record<string, Value>>): void => {
  for (const [field, value] of Object.entries(fields)) entity.set(field, value);
};

const say = (entity: EntityDocument, channel: string, { word, said }: Told): void => {
  if (entity.get('status') === 'closed') return;
  const body = `ours ${word()}`;
  entity.append('messages', { channel, body });
  said.push(body);
};

const technicians: readonly Action[] = [
  atDevice('device', (entity, { word }) => entity.text('diagnosis').insert(0, `${word()} `)),
  atDevice('client', (entity, { word }) => entity.text('notes').insert(0, `${word()} `)),
  atDevice('client', (entity, { word }) => put(entity, { phone: word(), city: word() })),
  atDevice('device', (entity, { word }) => put(entity, { colour: word(), serial: word() })),
  atDevice('order', (entity, { scene, word }) =>
    put(entity, { tracking: word(), authorisedLimit: randomInt(scene.random, 1, 50_000) }),
  ),
  atDevice('order', (entity, { scene, word }) => charge(entity, scene.random, word)),
  atDevice('ticket', (entity, told) => say(entity, pick(told.scene.random, ['note', 'email']), told)),
  atDevice('device', (entity) => {
    const at = entity.get('status');
    const next = entity
      .choices('status')
      ?.find((status) => status !== at && status !== 'collected' && status !== 'despatched');
    if (typeof next === 'string') entity.set('status', next);
  }),
  // Somebody settles what they are asked about.
  atDevice('device', (entity, { scene }) => {
    for (const { field, entries } of entity.reviews())
      if (field !== 'deleted') entity.set(field, pick(scene.random, entries).value);
  }),
  async ({ scene, word }) => {
    const device = pick(scene.random, scene.people);
    const [order] = known(device, 'order');
    if (!order || known(device, 'device').length > mostDevices) return;
    await edit(device.replica, device.replica.freshName('device'), (entity) =>
      put(entity, {
        created: scene.time.now(),
        order: order.id,
        brand: word(),
        status: 'device_received',
      }),
    );
  },
  // A device loses its network, or gets it back.
  ({ scene }) => {
    const { network } = pick(scene.random, scene.people);
    if (scene.random() < 0.4) network.cut();
    else network.mend();
  },
];

/** Any record that somebody's device knows, as an address. */
function someAddress({ scene }: Told, kind: string): string | undefined {
  const names = scene.people.flatMap((device) => known(device, kind));
  return names.length > 0 ? `${kind}/${pick(scene.random, names).id}` : undefined;
}

async function answered(response: Response): Promise<Record<string, unknown>> {
  const body = (await response.json()) as Record<string, unknown>;
  // A record that is not on the relay yet, and a message to a ticket that was closed meanwhile, are refused.
  if (!response.ok && ![404, 409, 412, 422].includes(response.status))
    throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return response.ok ? body : {};
}

/** A program changes a record by the version that it knows, often a stale one. */
const byProgram =
  (kind: string, fields: (told: Told) => Record<string, unknown>): Action =>
  async (told) => {
    const { scene, seen } = told;
    const address = someAddress(told, kind);
    if (address === undefined) return;
    if (!seen.has(address) || scene.random() < 0.3) {
      const read = await scene.ask('GET', address);
      const etag = read.headers.get('etag');
      await answered(read);
      if (etag !== null) seen.set(address, etag);
    }
    const version = seen.get(address);
    if (version === undefined) return;
    const asked = scene.ask('PATCH', address, { fields: fields(told) }, { 'If-Match': version });
    await answered(await asked);
  };

const programs: readonly Action[] = [
  byProgram('device', ({ word }) => ({ colour: word(), notes: { append: `${word()} ` } })),
  byProgram('client', ({ word }) => ({ phone: word(), postcode: word().toUpperCase() })),
  byProgram('ticket', ({ word }) => ({ subject: word() })),
  async (told) => {
    const address = someAddress(told, 'ticket');
    if (address === undefined) return;
    const body = `ours ${told.word()}`;
    const message = { id: `program-${told.word()}`, channel: 'note', body };
    const done = await told.scene.ask('POST', `${address}/entries/messages`, message);
    if (done.ok) told.said.push(body);
    await answered(done);
  },
  async ({ scene, word }) => {
    const client = await answered(
      await scene.ask(
        'POST',
        'client',
        { fields: { name: word(), email: `${word()}@example.org` } },
        { 'Idempotency-Key': word() },
      ),
    );
    const { id } = client['record'] as { readonly id: string };
    const fields = { client: id, location: 'Wharf Street', intake: 'walk_in' };
    await answered(await scene.ask('POST', 'order', { fields }));
  },
];

const legacyUsers: Action = ({ scene: { legacy, random }, word }) => theyAct({ legacy, random, word });

/** One thing that somebody does. */
export const act: Action = (told) => {
  const { random } = told.scene;
  const draw = random();
  if (draw < 0.5) return pick(random, technicians)(told);
  return draw < 0.75 ? pick(random, programs)(told) : legacyUsers(told);
};
