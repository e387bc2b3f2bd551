/** A shop to measure with: one user, and records of about 1.85 KB as a bench would have them after some weeks. */
import * as Y from 'yjs';
import { must } from '../shared/lib/assert.ts';
import {
  parseEntityId,
  parseKind,
  parseShop,
  parseUser,
  type Author,
  type EntityId,
  type ShopId,
} from '../shared/lib/ids.ts';
import { pick, randomInt, seededRandom, type Random } from '../shared/lib/random.ts';
import { StampClock } from '../shared/lib/stamp.ts';
import { systemTime } from '../shared/lib/time.ts';
import { openEntity } from '../shared/document/open-entity.ts';
import { projectRow } from '../shared/document/row.ts';
import { deviceMoves } from '../shared/schema/device-status.ts';
import { device } from '../shared/schema/device.ts';
import { wayBetween } from '../shared/schema/moves.ts';
import { openSigningKey } from '../server/auth/signing-key.ts';
import { createMintToken } from '../server/auth/token.ts';
import { openSqliteStore } from '../server/store/sqlite-store.ts';
import type { LogEntry, User } from '../server/store/store.ts';
import { folderFor } from './folder.ts';
import { say } from './progress.ts';

export const shop: ShopId = must(parseShop('bench'), 'a legal shop');
export const ana: Author = must(parseUser('ana'), 'a legal user');
const user: User = { shop, id: ana, name: 'Ana', role: 'manager' };

/** As in the peers' measurements. */
const documentBytes = 1_850;
const batch = 500;
const day = 86_400_000;

export interface BenchShop {
  /** The data folder, in the system's place for temporary files. */
  readonly folder: string;
  readonly token: string;
}

/** Makes the data folder and a shop of `docs` records in it. No relay may run on it meanwhile. */
export async function makeShop(docs: number, stack: AsyncDisposableStack): Promise<BenchShop> {
  const folder = await folderFor(stack);
  const store = await openSqliteStore({ folder });
  try {
    await store.createShop(shop, 'Bench');
    await store.saveUser(user);
    let bytes = 0;
    let entries: LogEntry[] = [];
    for (const entry of records(docs)) {
      bytes += entry.update.length;
      if (entries.push(entry) < batch) continue;
      await store.append(entries);
      entries = [];
    }
    await store.append(entries);
    if (docs > 0) say(`made ${docs} records of ${Math.round(bytes / docs)} bytes each`);
  } finally {
    await store.close();
  }
  const mint = createMintToken(await openSigningKey(folder), systemTime);
  return { folder, token: await mint(user, day) };
}

const words = (
  'screen battery board port hinge fan speaker connector cable case cracked swollen corroded loose replaced cleaned ' +
  'tested ordered soldered customer reports after drop water charging slowly no power intermittent'
).split(' ');

const sentence = (random: Random): string =>
  `${Array.from({ length: randomInt(random, 5, 12) }, () => pick(random, words)).join(' ')}. `;

/** So many are made one by one; a larger shop has copies of them, under names of their own. */
const distinct = 10_000;

/** The records of a shop of so many: the same ones each time, but for their stamps. */
export function* records(docs: number): Generator<LogEntry> {
  const random = seededRandom(7);
  const made: LogEntry[] = [];
  for (let i = 0; i < docs; i++) {
    const original = made[i % distinct];
    const entry = original ? copyOf(original, i) : record(i, random);
    if (docs > distinct && !original) made.push(entry);
    yield entry;
  }
}

export const namesOf = (docs: number): readonly string[] =>
  Array.from(records(docs), ({ name }) => `${name.kind}/${name.id}`);

/** Documents by the names that the peers have for them. */
export function* updatesOf(docs: number): Generator<readonly [string, Uint8Array]> {
  for (const { name, update } of records(docs)) yield [`${name.kind}/${name.id}`, update];
}

const idOf = (number: number): EntityId =>
  must(parseEntityId(`bench-${String(number).padStart(7, '0')}`), 'a legal id');

function copyOf(entry: LogEntry, number: number): LogEntry {
  const id = idOf(number);
  const row: unknown = JSON.parse(entry.row ?? '{}');
  return {
    ...entry,
    name: { ...entry.name, id },
    row: JSON.stringify({ ...(row as Record<string, unknown>), id }),
  };
}

function record(number: number, random: Random): LogEntry {
  const doc = new Y.Doc();
  doc.clientID = randomInt(random, 1, 2 ** 32 - 1);
  const entity = openEntity({ doc, kind: device, author: ana, clock: new StampClock(systemTime), random });
  const id = idOf(number);
  entity.change(() => {
    entity.set('brand', pick(random, ['Fairphone', 'Lenovo', 'Bosch', 'Sony']));
    entity.set('model', `Model ${randomInt(random, 1, 999)}`);
    entity.set('serial', String(randomInt(random, 10 ** 9, 10 ** 10)));
    const status = pick(random, ['device_received', 'diagnosing', 'repairing']);
    for (const each of wayBetween(deviceMoves, null, status) ?? []) entity.set('status', each);
    entity.set('price', randomInt(random, 1_000, 30_000));
    entity.add('accessories', 'charger');
    const issue = entity.text('issue');
    for (let i = 0; i < 4; i++) issue.insert(issue.length, sentence(random));
  });
  // A letter is a byte: what is missing is known without encoding the document for each sentence.
  const missing = documentBytes - 60 - Y.encodeStateAsUpdate(doc).length;
  let text = '';
  while (text.length < missing) text += sentence(random);
  entity.text('diagnosis').insert(0, text);
  return {
    name: {
      shop,
      kind: must(parseKind(device.name), 'a legal kind'),
      id,
    },
    update: Y.encodeStateAsUpdate(doc),
    author: ana,
    at: systemTime.now(),
    through: 'import',
    claims: [{ client: doc.clientID, user: ana }],
    row: JSON.stringify(projectRow(device, id, doc)),
  };
}
