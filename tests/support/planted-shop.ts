/**
 * A shop in which one client's personal data was planted wherever a relay and its devices keep anything, through the doors that
 * people use; every planted text has one canary in it. Another client has as much, with a canary of their own.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { nameOf, picture } from '../../server/files/files-scene.ts';
import { metadataOf } from '../../server/http/files-scene.ts';
import type { ProcessScene, Running } from '../../server/process-scene.ts';
import { must } from '../../shared/lib/assert.ts';
import { freshFileId, type EntityName, type FileId } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { pieceType, tusVersion } from '../../shared/protocol/file-upload.ts';
import { kinds } from '../../shared/schema/kinds.ts';
import { belongsBy } from '../../shared/schema/erasure.ts';
import type { Field, Scalar, Value } from '../../shared/schema/field.ts';
import type { Replica } from '../../client/replica/types.ts';
import { startDevice, when } from './device.ts';

export interface Theirs {
  readonly canary: string;
  readonly client: EntityName;
  readonly order: EntityName;
  readonly device: EntityName;
  readonly ticket: EntityName;
  readonly appointment: EntityName;
  /** Their pictures, with the bytes that were sent. */
  readonly pictures: readonly { readonly id: FileId; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

export const namesOf = ({ client, order, device, ticket, appointment }: Theirs): readonly EntityName[] => [
  client,
  order,
  device,
  ticket,
  appointment,
];

/** Every file below a folder, as one text in which any byte can be searched. */
export async function bytesBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map(async (file) => {
      const at = path.join(file.parentPath, file.name);
      return `${at}\n${await readFile(at, 'latin1')}`;
    }),
  );
  return texts.join('\n');
}

const wordsFor = (scalar: Scalar, canary: string): Value | undefined => {
  switch (scalar.type) {
    case 'string':
      return scalar.person ? undefined : canary.slice(0, scalar.max);
    case 'money':
      return 1_234;
    case 'number':
      return 1;
    case 'enum':
      return scalar.values[0];
    default:
      return undefined;
  }
};

const mayWrite = ({ write }: Field): boolean => write.includes('owner');

/** Plants into every field of free words that this person may write, and into each part of a ledger. */
export function plant(entity: EntityDocument, canary: string): void {
  entity.change(() => {
    for (const [name, field] of entity.kind.fields) {
      if (!mayWrite(field) || field.files) continue;
      if (field.policy === 'text') entity.text(name).insert(0, `${name} of ${canary}, in words. `);
      else if (field.policy === 'set') {
        const value = wordsFor(field.element, canary);
        if (typeof value === 'string') entity.add(name, value);
      } else if (field.policy === 'ledger') {
        const parts = Object.entries(field.entry).flatMap(([part, { scalar, personal }]) => {
          const value = wordsFor(scalar, personal === false ? 'Sold' : canary);
          return value === undefined ? [] : [[part, value] as const];
        });
        entity.append(name, Object.fromEntries(parts));
      } else if (field.scalar.type === 'string' && field.personal !== false) {
        const value = wordsFor(field.scalar, canary);
        if (value !== undefined) entity.set(name, value);
      }
    }
  });
}

/** Somebody of the demo shop on a device, caught up. */
export async function personAt(
  scene: ProcessScene,
  { url }: Running,
  user: string,
  device?: string,
): Promise<{ readonly replica: Replica; readonly token: string }> {
  const token = await scene.token(user);
  const replica = await startDevice({
    http: url,
    shop: 'demo',
    user,
    token,
    ...(device !== undefined && { device }),
  });
  await isSynced(replica);
  return { replica, token };
}

export const isSynced = (replica: Replica): Promise<void> =>
  when(
    (changed) => replica.subscribeStatus(changed),
    () => {
      const { state, pending, lastSync } = replica.status();
      return state === 'completed' && pending.edits === 0 && lastSync !== null;
    },
  );

/** Opens a record, writes and closes it. */
export async function edit(
  replica: Replica,
  name: EntityName,
  change: (entity: EntityDocument) => void,
): Promise<void> {
  const record = replica.open(name);
  await record.loaded;
  change(record.entity);
  record.close();
}

/** Announces a picture for a record. */
export const announce = (
  url: string,
  token: string,
  id: FileId,
  bytes: Uint8Array<ArrayBuffer>,
  more: { readonly rendition?: 'full' | 'thumb'; readonly for?: string } = {},
): Promise<Response> =>
  fetch(`${url}/api/shops/demo/files`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Tus-Resumable': tusVersion,
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': metadataOf(
        nameOf(id, more.rendition ?? 'full'),
        bytes,
        more.for === undefined ? {} : { for: more.for },
      ),
    },
  });

async function upload(url: string, token: string): Promise<Theirs['pictures'][number]> {
  const bytes = picture(4_000);
  const id = freshFileId(Date.now(), systemRandom);
  const headers = { Authorization: `Bearer ${token}`, 'Tus-Resumable': tusVersion };
  for (const rendition of ['thumb', 'full'] as const) {
    const begun = await announce(url, token, id, bytes, { rendition });
    const sent = await fetch(url + must(begun.headers.get('location'), 'an address'), {
      method: 'PATCH',
      headers: { ...headers, 'Content-Type': pieceType, 'Upload-Offset': '0' },
      body: bytes,
    });
    if (sent.status !== 204) throw new Error(`a picture was not taken (${sent.status})`);
  }
  return { id, bytes };
}

/**
 * A client with an order, a device, a ticket and an appointment, written by two people, over and over: so that there is a log, a
 * snapshot, history, an edit that was refused, a question, a passcode with who looked at it, and pictures.
 */
export async function plantClient(
  scene: ProcessScene,
  relay: Running,
  writer: { readonly replica: Replica; readonly token: string },
  canary: string,
): Promise<Theirs> {
  const { replica, token } = writer;
  const [client, order, device, ticket, appointment] = (
    ['client', 'order', 'device', 'ticket', 'appointment'] as const
  ).map((kind) => replica.freshName(kind)) as [EntityName, EntityName, EntityName, EntityName, EntityName];
  const pictures = [
    await upload(relay.url, token),
    await upload(relay.url, token),
    await upload(relay.url, token),
  ];
  const [before, taken, signature] = pictures.map(({ id }) => id) as [FileId, FileId, FileId];
  const ids = new Map<string, EntityName>([
    ['client', client],
    ['order', order],
    ['device', device],
  ]);
  for (const name of [client, order, device, ticket, appointment]) {
    await edit(replica, name, (entity) => {
      for (const [field, { scalar }] of belongsBy(must(kinds.get(name.kind), 'a kind'))) {
        if (scalar.type === 'reference') entity.set(field, must(ids.get(scalar.kind), 'a record').id);
      }
      plant(entity, `former-${canary}`);
    });
  }
  await edit(replica, order, (entity) => {
    entity.set('number', `RM-9${canary.length}${client.id.slice(-3)}`);
    entity.set('signature', signature);
    entity.append('payments', { method: 'card', amount: 4_321, note: `Paid by ${canary}` });
  });
  await edit(replica, device, (entity) => {
    entity.set('status', 'device_received');
    entity.add('photosBefore', before);
    entity.add('photosAfter', taken);
  });
  await isSynced(replica);
  await edit(replica, device, (entity) => entity.remove('photosAfter', taken));
  for (const name of [client, order, device, ticket, appointment])
    await edit(replica, name, (entity) => plant(entity, canary));
  await isSynced(replica);

  // A passcode, and who looked at it and why.
  const secret = `${relay.url}/api/shops/demo/device/${device.id}/secrets/passcode`;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  await fetch(secret, { method: 'PUT', headers, body: JSON.stringify({ value: `9${canary}` }) });
  await fetch(`${secret}/reveal`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ reason: `asked by ${canary}` }),
  });

  // An edit that is refused, and kept with what it said.
  const vic = await personAt(scene, relay, 'vic');
  await edit(vic.replica, client, (entity) => entity.set('name', `refused ${canary}`));
  await when(
    (changed) => vic.replica.subscribeStatus(changed),
    () => vic.replica.refused().length > 0,
  );
  await vic.replica.stop();
  return { canary, client, order, device, ticket, appointment, pictures };
}

/** The beginning of a picture's bytes behind its head, as they would be found on a disk. */
export const traceOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(500, 540)).toString('latin1');
