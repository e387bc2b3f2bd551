/**
 * The store's own part in a backup, in the writer thread. While the file is held nothing is moved from the write-ahead log into
 * it, so that it can be copied while entries are written; sealing then copies the log, with writes waiting for that moment only,
 * and ends the backup. So all that was acknowledged before its end is in it (rule BACKUP-1).
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { must } from '../../shared/lib/assert.ts';
import {
  partNames,
  writeManifest,
  type BackupPart,
  type Manifest,
  type ShopHead,
} from '../backup/manifest.ts';
import { tarEnd, tarHeader, tarPadding } from '../backup/tar.ts';
import { usualCheckpoint, type Connection } from './connection.ts';

/** The store's file as it was when it was held. */
export interface HeldFile {
  readonly size: number;
  /** Changes with every write to it. */
  readonly modified: string;
}

export interface SealOrder {
  readonly held: HeldFile;
  /** The backup so far: everything but the write-ahead log and the manifest. */
  readonly draft: string;
  /** What it is called once it is complete. */
  readonly file: string;
  readonly manifest: Omit<Manifest, 'epoch' | 'tables' | 'shops'>;
}

const held = new WeakSet<Connection>();

/** For who holds the file in other ways: nobody else works on its folder. */
export function takeForHeld(connection: Connection): void {
  held.add(connection);
}

/** Whether a backup is copying the file: then it must not be written anew. */
export const isHeld = (connection: Connection): boolean => held.has(connection);

export function holdFile(connection: Connection): HeldFile {
  // So that there is little to copy while writes wait.
  connection.get('PRAGMA wal_checkpoint(TRUNCATE)');
  connection.exec('PRAGMA wal_autocheckpoint = 0');
  held.add(connection);
  return lookAt(connection.file);
}

export function releaseFile(connection: Connection): void {
  held.delete(connection);
  connection.exec(`PRAGMA wal_autocheckpoint = ${usualCheckpoint}`);
}

/** @throws Error when the file was changed since it was held, or the backup cannot be written. */
export function sealBackup(connection: Connection, order: SealOrder): Manifest {
  // No other process may write meanwhile, either.
  return connection.transaction('write', () => {
    const now = lookAt(connection.file);
    if (!isHeld(connection) || now.size !== order.held.size || now.modified !== order.held.modified) {
      throw new Error('the store was changed by another program while it was copied');
    }
    const to = openSync(order.draft, 'a');
    try {
      const tail = appendTail(to, `${connection.file}-wal`, order.manifest.at);
      const manifest: Manifest = {
        ...order.manifest,
        epoch: must(
          connection.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'epoch'`),
          'the meta table has an epoch',
        ).value,
        tables: connection.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0,
        shops: connection.all<ShopHead>('SELECT shop, seq AS head FROM shops ORDER BY shop'),
        parts: [...order.manifest.parts, ...(tail ? [tail] : [])],
      };
      const bytes = writeManifest(manifest);
      writeAll(to, tarHeader({ name: partNames.manifest, size: bytes.length }, manifest.at));
      writeAll(to, bytes);
      writeAll(to, tarPadding(bytes.length));
      writeAll(to, tarEnd);
      fsyncSync(to);
      giveName(order.draft, order.file);
      syncFolder(path.dirname(order.file));
      return manifest;
    } finally {
      closeSync(to);
    }
  });
}

/** Never the name of a file that is there: it is taken first, since renaming would write over it. */
function giveName(draft: string, file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    throw existsSync(file) ? new Error(`${file} is there already`, { cause: error }) : error;
  }
  try {
    renameSync(draft, file);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/** Without opening it: closing it again would let go of SQLite's locks on it. */
export function lookAt(file: string): HeldFile {
  const { size, mtimeNs } = statSync(file, { bigint: true });
  return { size: Number(size), modified: String(mtimeNs) };
}

/** The write-ahead log as a part of the backup; undefined when there is none. */
function appendTail(to: number, wal: string, at: number): BackupPart | undefined {
  const size = existsSync(wal) ? statSync(wal).size : 0;
  if (size === 0) return undefined;
  writeAll(to, tarHeader({ name: partNames.tail, size }, at));
  const hash = createHash('sha256');
  const from = openSync(wal, 'r');
  try {
    const piece = new Uint8Array(1024 * 1024);
    for (let done = 0; done < size;) {
      const read = readSync(from, piece, 0, Math.min(piece.length, size - done), done);
      if (read === 0) throw new Error('the write-ahead log became shorter while it was copied');
      const bytes = piece.subarray(0, read);
      hash.update(bytes);
      writeAll(to, bytes);
      done += read;
    }
  } finally {
    closeSync(from);
  }
  writeAll(to, tarPadding(size));
  return { name: partNames.tail, size, sha256: hash.digest('hex') };
}

function writeAll(to: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(to, bytes, done);
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
