/**
 * A backup into an empty data folder (section RESTORE of docs/SPEC.md). It is unpacked beside the folder, or aside in one that is
 * there, and put in its place when everything was found to be as it was written and is synced; before that, nothing is there.
 */
import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Connection } from '../store/connection.ts';
import { migrations } from '../store/migrations.ts';
import { prepare } from '../store/row-sums.ts';
import { renewStore } from '../store/renew-store.ts';
import { storeFile } from '../store/sqlite-store.ts';
import { BadBackup } from './bad-backup.ts';
import { BridgeFiles } from '../bridge/running/bridge-files.ts';
import { tombstoneEnd } from '../files/file-places.ts';
import { isBridgePath, isFilePath } from './data-files.ts';
import { partNames, type Manifest } from './manifest.ts';
import { readBackup } from './read-backup.ts';
import type { TarEntry } from './tar.ts';

/** Nothing was restored; its message is for a person. */
export class NotRestored extends Error {
  override readonly name = 'NotRestored';
}

export interface Restored {
  readonly manifest: Manifest;
  /** The new one. */
  readonly epoch: string;
  readonly takesBackUntil: number;
  /** Devices that were signed in, and invitations that were good (rule RESTORE-7). */
  readonly signedOut: number;
  readonly invitations: number;
}

export interface RestoreOrder {
  readonly file: string;
  /** Absolute; not there, or empty. */
  readonly data: string;
  /** How long the relay takes back from devices what it lost, in milliseconds. */
  readonly takesBackFor: number;
  readonly now: () => number;
}

/**
 * @throws NotRestored when the folder is not empty or cannot be written
 * @throws BadBackup
 */
export async function restoreBackup({ file, data, takesBackFor, now }: RestoreOrder): Promise<Restored> {
  const names = await readdir(data).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new NotRestored(`${data} cannot be used as a data folder (${codeOf(error)}).`);
  });
  if (names?.some((name) => name !== 'lost+found')) {
    throw new NotRestored(`${data} is not empty; restore into a new folder. Nothing was changed.`);
  }
  const parent = path.dirname(data);
  await mkdir(parent, { recursive: true });
  // A folder that is there may be a file system of its own, which nothing can take the place of.
  const draft = await mkdtemp(names ? path.join(data, '.restoring-') : `${data}.restoring-`);
  try {
    const manifest = await unpackBackup(file, draft);
    await removeErased(draft, manifest);
    const until = now() + takesBackFor;
    const renewed = withStore(draft, (connection) => {
      prepare(connection);
      return renewStore(connection, until);
    });
    await pauseBridges(draft);
    await syncTree(draft);
    if (names) await moveInto(draft, data);
    else await rename(draft, data);
    await sync(names ? data : parent);
    return { manifest, ...renewed, takesBackUntil: until };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (error instanceof BadBackup || error instanceof NotRestored) throw error;
    throw new NotRestored(
      `It could not be restored: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** A photo that was erased while the backup was copied may be in it, beside the mark that says so. */
async function removeErased(folder: string, { parts }: Manifest): Promise<void> {
  const names = parts.map(({ name }) => name);
  const marks = names.filter((name) => name.endsWith(tombstoneEnd));
  const erased = new Set(marks.map((name) => name.slice(0, -tombstoneEnd.length)));
  for (const name of names) {
    const [file = ''] = name.split('.');
    if (erased.has(file) && !name.endsWith(tombstoneEnd)) await rm(path.join(folder, name));
  }
}

/** The other side has gone on since, and messages that devices bring back would be mailed again: somebody looks first. */
async function pauseBridges(folder: string): Promise<void> {
  const files = new BridgeFiles(folder);
  for (const shop of await files.shops()) {
    const settings = await files.settings(shop);
    if (settings) await files.saveSettings(shop, { ...settings, paused: true });
  }
}

/** The store goes last: a folder without it is none that a relay would take for a shop's. */
async function moveInto(draft: string, data: string): Promise<void> {
  const all = (await readdir(draft)).filter((name) => name !== storeFile);
  for (const name of [...all, storeFile]) {
    if (name === storeFile) await sync(data);
    await rename(path.join(draft, name), path.join(data, name));
  }
  await rmdir(draft);
}

/**
 * Unpacks a backup as it is, and compares it with its manifest: the store keeps its epoch. The folder must be empty.
 * @throws BadBackup
 */
export async function unpackBackup(file: string, folder: string): Promise<Manifest> {
  const manifest = await readBackup(file, (entry, body) => unpack(folder, entry, body));
  if (manifest.tables > migrations.length) throw new BadBackup({ kind: 'newer', solder: manifest.solder });
  if (!manifest.parts.some(({ name }) => name === partNames.store)) {
    throw new BadBackup({ kind: 'damaged', part: partNames.manifest });
  }
  return manifest;
}

const plainParts: ReadonlySet<string> = new Set([
  partNames.store,
  partNames.tail,
  partNames.signingKey,
  partNames.secretKeys,
  partNames.demo,
]);

async function unpack(folder: string, { name }: TarEntry, body: AsyncIterable<Uint8Array>): Promise<void> {
  // Names come from the file: one that is none of ours is never a path.
  const isOurs =
    plainParts.has(name) ||
    (name.startsWith('files/') && isFilePath(name.slice('files/'.length))) ||
    (name.startsWith('bridge/') && isBridgePath(name.slice('bridge/'.length)));
  if (!isOurs) throw new BadBackup({ kind: 'damaged', part: name });
  const to = path.join(folder, name);
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  const handle = await open(to, 'wx', 0o600);
  try {
    for await (const piece of body) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Opens the unpacked store, which takes its write-ahead log in, and closes it. */
function withStore<T>(folder: string, work: (connection: Connection) => T): T {
  const connection = new Connection({
    file: path.join(folder, storeFile),
    mode: 'write',
    busyTimeout: 10_000,
  });
  try {
    const done = work(connection);
    connection.get('PRAGMA wal_checkpoint(TRUNCATE)');
    return done;
  } finally {
    connection.close();
  }
}

/** Makes the names in all folders survive a power cut; the files are synced. */
async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(at);
    else await sync(at);
  }
  await sync(folder);
}

async function sync(at: string): Promise<void> {
  const handle = await open(at, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
