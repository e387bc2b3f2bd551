/**
 * Makes the records of a check-in: client, order, devices, ticket. Works the same without a network. May be called
 * again after it was cut off: a record that is there already is left as it is.
 */
import { parseKind, type EntityId, type EntityName } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { Role } from '../../../shared/schema/field.ts';
import type { Replica } from '../../replica/types.ts';
import { parseMoney } from '../fields/money.ts';
import { deviceTitle, type CheckIn, type CheckInDevice } from './check-in.ts';
import { termsVersion } from './terms.ts';

/** The order is there, handed in with another number: what is filled in here would not be in it. */
export class HandedInElsewhere extends Error {
  override readonly name = 'HandedInElsewhere';
  readonly number: string;

  constructor(number: string) {
    super('the order is handed in already');
    this.number = number;
  }
}

/**
 * Answers the records as they are in memory; `savedHere` waits until they are on this device's disk.
 * @throws HandedInElsewhere, before anything is made
 */
export async function handIn(replica: Replica, checkIn: CheckIn): Promise<readonly EntityName[]> {
  const { client, order, ticket, devices } = checkIn;
  const now = Math.floor(replica.now());
  const made: EntityName[] = [];
  const make = async (kind: string, id: EntityId, write: (entity: EntityDocument) => void): Promise<void> => {
    made.push(await makeRecord(replica, kind, id, now, write));
  };

  await withRecord(replica, nameOf('order', order), (entity) => {
    const number = entity.get('number');
    const isThere = entity.get('created') !== null;
    if (isThere && number !== checkIn.number) throw new HandedInElsewhere(String(number ?? ''));
  });

  if (!client.known) {
    await make('client', client.id, (entity) => {
      fill(entity, client, ['name', 'phone', 'email', 'company', 'address', 'city', 'postcode']);
    });
  }
  await make('order', order, (entity) => {
    fill(entity, checkIn, ['number', 'intake', 'location', 'readyBy', 'signedBy', 'signature']);
    entity.set('client', client.id);
    entity.set('assignedUser', replica.user.id);
    entity.set('terms', termsVersion);
    entity.set('signedAt', now);
    write(entity.text('notes'), checkIn.notes);
    const limit = parseMoney(checkIn.authorisedLimit.trim());
    if (limit !== undefined && may(replica, entity, 'authorisedLimit')) entity.set('authorisedLimit', limit);
    const amount = parseMoney(checkIn.deposit.trim()) ?? 0;
    if (amount > 0 && may(replica, entity, 'payments')) {
      entity.append('payments', { method: checkIn.depositMethod, amount, deposit: true });
    }
  });
  for (const device of devices) {
    await make('device', device.id, (entity) => fillDevice(entity, device, checkIn, now));
  }
  await make('ticket', ticket, (entity) => {
    entity.set('subject', `${checkIn.number}: ${devices.map(deviceTitle).join(', ')}`.slice(0, 200));
    entity.set('status', 'open');
    entity.set('type', 'order');
    entity.set('client', client.id);
    entity.set('order', order);
    entity.set('assignedUser', replica.user.id);
  });
  return made;
}

/** Resolves when none of the records is in memory only; where this device's disk takes nothing, that is never. */
export function savedHere(replica: Replica, names: readonly EntityName[]): Promise<void> {
  return new Promise((resolve) => {
    const stop = replica.subscribePending(look);
    function look(): void {
      if (names.some((name) => replica.recordSync(name).step === 'unsaved')) return;
      stop();
      resolve();
    }
    look();
  });
}

function fillDevice(entity: EntityDocument, device: CheckInDevice, checkIn: CheckIn, now: number): void {
  fill(entity, device, [
    'type',
    'brand',
    'model',
    'colour',
    'storage',
    'serial',
    'grade',
    'passcodeKind',
    'priority',
  ]);
  const imei = device.imei.replaceAll(/[\s-]/g, '');
  if (imei !== '') entity.set('imei', imei);
  entity.set('order', checkIn.order);
  entity.set('status', 'device_received');
  entity.set('received', now);
  fill(entity, checkIn, ['location', 'readyBy']);
  write(entity.text('issue'), device.issue);
  for (const accessory of device.accessories) entity.add('accessories', accessory);
  for (const photo of device.photos) entity.add('photosBefore', photo);
}

async function makeRecord(
  replica: Replica,
  kindName: string,
  id: EntityId,
  now: number,
  fillIn: (entity: EntityDocument) => void,
): Promise<EntityName> {
  const name = nameOf(kindName, id);
  await withRecord(replica, name, (entity) => {
    if (entity.get('created') !== null) return;
    entity.change(() => {
      fillIn(entity);
      entity.set('created', now);
    });
  });
  return name;
}

async function withRecord(
  replica: Replica,
  name: EntityName,
  run: (entity: EntityDocument) => void,
): Promise<void> {
  const open = replica.open(name);
  try {
    await open.loaded;
    run(open.entity);
  } finally {
    open.close();
  }
}

const nameOf = (kindName: string, id: EntityId): EntityName => ({
  kind: must(parseKind(kindName), `${kindName} is no kind`),
  id,
});

/** Writes the texts that are filled in; what was left empty is not written. */
function fill<T>(entity: EntityDocument, from: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    const text = String(from[name]).trim();
    if (text !== '') entity.set(name, text);
  }
}

function write(text: ReturnType<EntityDocument['text']>, content: string): void {
  const bare = content.trim();
  if (bare !== '') text.insert(0, bare);
}

const may = ({ user }: Replica, { kind }: EntityDocument, field: string): boolean =>
  mayWrite({ author: user.id, role: user.role as Role }, kind.fields.get(field));
