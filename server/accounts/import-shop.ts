/**
 * A shop out of one file that `shop export` wrote (rule SHOP-7), under its name or another: read to its end and checked first, then
 * written, so that there is all of it or nothing. Whoever had the shop before comes back to it: it is another one for their devices,
 * which fetch everything and offer what they have beyond it.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityKey, parseFileId, parseUser, systemAuthors, type ShopId } from '../../shared/lib/ids.ts';
import { isImageType, isRendition, isSha256 } from '../../shared/protocol/file-upload.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { roles } from '../../shared/schema/roles.ts';
import type { Files } from '../files/files.ts';
import { emptyDocument } from '../relay/load-document.ts';
import type { Relay } from '../relay/relay.ts';
import { rowJson } from '../relay/room.ts';
import type { LogEntry, Snapshot, Store, StoredChange, User } from '../store/store.ts';
import { exportVersion } from './export-shop.ts';
import { damaged, linesIn, lineOf, listIn, numberIn, numbersIn, type Line } from './exported-lines.ts';
import { NotDone } from './not-done.ts';
import { newShop } from './read-asked.ts';
import { removeShop, type RemoveShopDependencies } from './remove-shop.ts';
import { textIn } from '../text-in.ts';

export interface ImportShopDependencies {
  readonly store: Pick<
    Store,
    'beginShop' | 'markShop' | 'shops' | 'saveUser' | 'saveLocation' | 'setApart' | 'append' | 'compact'
  >;
  readonly relay: Pick<Relay, 'locate' | 'limit' | 'cut' | 'removeShop' | 'reopen'>;
  readonly files: Pick<Files, 'begin' | 'append' | 'removeShop'>;
  readonly bridges: RemoveShopDependencies['bridges'];
  /** A name that nobody else works on meanwhile; what another shop of that name left is gone. @throws NotDone */
  readonly alone: <T>(shop: ShopId, work: () => Promise<T>) => Promise<T>;
  readonly now: () => number;
}

export interface ShopImported {
  readonly shop: string;
  readonly records: number;
  readonly files: number;
  readonly users: number;
}

/** Records that share a commit. */
const atOnce = 50;
/** How long devices are believed what came after the file was written, in milliseconds (rule RESTORE-4). */
const takesBack = 30 * 24 * 60 * 60_000;

/** @throws NotDone `bad-request` for a name or a file that is none, `not-found` for one that cannot be read, `conflict` where there is a shop of that name */
export async function importShop(
  given: ImportShopDependencies,
  { file, as }: { readonly file: string; readonly as: string },
): Promise<ShopImported> {
  const asked = as === '' ? undefined : newShop(as);
  const header = await checked(file);
  const shop = asked ?? newShop(textIn(header, 'shop'));
  return given.alone(shop, () => make(given, shop, header, file));
}

async function make(
  given: ImportShopDependencies,
  shop: ShopId,
  header: Line,
  file: string,
): Promise<ShopImported> {
  const { store, relay, now } = given;
  const quotas = numbersIn(header, 'quotas');
  // Nobody comes in before all of it is there, and what a kill leaves is known as half a shop.
  const begun = await store.beginShop({
    shop,
    title: textIn(header, 'title') || shop,
    epoch: randomBytes(16).toString('hex'),
    seq: numberIn(header, 'head') ?? 0,
    takesBackUntil: now() + takesBack,
    made: now(),
    quotas,
  });
  if (!begun)
    throw new NotDone(
      'conflict',
      `There is a shop "${shop}" already: remove it first, or import under another name (--as).`,
    );
  try {
    const imported = await write(given, shop, file);
    if (header.get('apart') === true) await store.setApart(shop, true);
    await store.markShop(shop, undefined);
    relay.reopen(shop);
    relay.limit(shop, quotas);
    await relay.locate(shop);
    return { shop, ...imported };
  } catch (error) {
    await removeShop(given, shop);
    throw error;
  }
}

/** Reads the file to its end. Answers its first line. @throws NotDone `bad-request` */
async function checked(file: string): Promise<Line> {
  const digest = createHash('sha256');
  let header: Line | undefined;
  let last: Line | undefined;
  const counts = { records: 0, files: 0 };
  for await (const { text, line } of linesIn(file)) {
    if (last) throw damaged('has something after its last line');
    header ??= line;
    if (line.get('end') === true) {
      last = line;
      continue;
    }
    if (line.has('document')) counts.records++;
    if (line.has('file')) counts.files++;
    digest.update(`${text}\n`);
  }
  if (header?.get('solder') !== 'shop') throw damaged('is no exported shop');
  if (header.get('version') !== exportVersion)
    throw damaged(
      `is of version ${JSON.stringify(header.get('version'))}; this Solder reads ${exportVersion}`,
    );
  if (!last) throw damaged('is cut off: its last line is missing');
  const isWhole = last.get('records') === counts.records && last.get('files') === counts.files;
  if (!isWhole || last.get('sha256') !== digest.digest('hex'))
    throw damaged('was changed: its checksum is another');
  return header;
}

async function write(
  { store, files, now }: ImportShopDependencies,
  shop: ShopId,
  file: string,
): Promise<Omit<ShopImported, 'shop'>> {
  const counts = { records: 0, files: 0, users: 0 };
  let batch: Line[] = [];
  const flush = async (): Promise<void> => {
    const records = batch.map((line) => recordOf(shop, line, now()));
    batch = [];
    if (records.length === 0) return;
    const seqs = await store.append(records.map(({ entry }) => entry));
    for (const [at, { entry, snapshot }] of records.entries()) {
      await store.compact(entry.name, { ...snapshot, upTo: must(seqs[at], 'a number for each') });
    }
    counts.records += records.length;
  };
  for await (const { line } of linesIn(file)) {
    if (line.has('location')) {
      await store.saveLocation(shop, { id: textIn(line, 'location'), name: textIn(line, 'name') });
    } else if (line.has('user')) {
      await store.saveUser(userOf(shop, line));
      counts.users++;
    } else if (line.has('file')) {
      await writeFile(files, shop, line);
      counts.files++;
    } else if (line.has('document')) {
      batch.push(line);
      if (batch.length >= atOnce) await flush();
    }
  }
  await flush();
  return counts;
}

/** The document as one entry, and as the snapshot that takes its place with the history. */
function recordOf(
  shop: ShopId,
  line: Line,
  at: number,
): { readonly entry: LogEntry; readonly snapshot: Omit<Snapshot, 'upTo'> } {
  const key = parseEntityKey(`${textIn(line, 'kind')}/${textIn(line, 'id')}`);
  if (!key) throw damaged('has a record without a name');
  const name = { shop, ...key };
  const update = new Uint8Array(Buffer.from(textIn(line, 'document'), 'base64'));
  const { doc } = emptyDocument();
  try {
    Y.applyUpdate(doc, update);
  } catch {
    throw damaged(`has a record that cannot be read: ${name.kind}/${name.id}`);
  }
  const row = rowJson(kindNamed(name.kind), name, doc);
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  const claims = listIn(line, 'claims').flatMap((claim) => {
    const [client, user, reach] = Array.isArray(claim) ? (claim as unknown[]) : [];
    const isClaim = typeof client === 'number' && typeof user === 'string';
    return isClaim
      ? [{ client, user: user as User['id'], clock: typeof reach === 'number' ? reach : undefined }]
      : [];
  });
  const history = listIn(line, 'history').flatMap((entry): StoredChange[] => {
    const fields = lineOf(entry);
    const [version, part, when] = ['version', 'part', 'at'].map((field) => numberIn(fields, field));
    if (version === undefined || part === undefined || when === undefined) return [];
    return [
      {
        version,
        part,
        at: when,
        author: textIn(fields, 'author') as StoredChange['author'],
        through: textIn(fields, 'through') as StoredChange['through'],
        changes: JSON.stringify(fields.get('changes') ?? []),
      },
    ];
  });
  return {
    entry: {
      name,
      update: state,
      author: systemAuthors.import,
      at,
      through: 'import',
      claims: claims.map(({ client, user }) => ({ client, user })),
      row,
    },
    snapshot: {
      state,
      replaces: 0,
      row,
      history,
      reached: claims.flatMap(({ client, clock }) => (clock === undefined ? [] : [{ client, clock }])),
    },
  };
}

function userOf(shop: ShopId, line: Line): User {
  const [id, role] = [parseUser(textIn(line, 'user')), roles.find((each) => each === line.get('role'))];
  if (!id || !role) throw damaged('has somebody without a name or a role');
  const locations = listIn(line, 'locations').filter((each) => typeof each === 'string');
  return {
    shop,
    id,
    name: textIn(line, 'name') || id,
    role,
    ...(line.get('removed') === true && { revoked: true }),
    ...(locations.length > 0 && { locations }),
  };
}

async function writeFile(files: ImportShopDependencies['files'], shop: ShopId, line: Line): Promise<void> {
  const [id, rendition, type] = [
    parseFileId(textIn(line, 'file')),
    textIn(line, 'rendition'),
    textIn(line, 'type'),
  ];
  const [sha256, length] = [textIn(line, 'sha256'), numberIn(line, 'length')];
  const isFile =
    id && isRendition(rendition) && isImageType(type) && isSha256(sha256) && length !== undefined;
  if (!isFile) throw damaged('has a photo that is none');
  const name = { shop, id, rendition };
  await files.begin(name, { length, type, sha256, by: textIn(line, 'by') as User['id'] });
  const bytes = new Uint8Array(Buffer.from(textIn(line, 'bytes'), 'base64'));
  const { finished } = await files.append(name, 0, bytesOf(bytes));
  if (!finished) throw damaged('has a photo that is cut off');
}

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
