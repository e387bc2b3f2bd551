/**
 * Writes a backup of a data folder into one file (section BACKUP of docs/SPEC.md): photos and keys first, then the store's file
 * while nothing but its write-ahead log is written, then the photos that came meanwhile, and last of all, with writes waiting
 * for a moment, the write-ahead log. So all that was acknowledged before its end is in it, and no photo is missing that a record
 * of it names and that was there. Everything is streamed.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, open, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { signingKeyPath } from '../auth/signing-key.ts';
import { BridgeFiles } from '../bridge/running/bridge-files.ts';
import { NodeDisk } from '../files/node-disk.ts';
import type { HeldFile, SealOrder } from '../store/backup-file.ts';
import { Connection } from '../store/connection.ts';
import { storeFile } from '../store/sqlite-store.ts';
import { wholeFiles } from './data-files.ts';
import { backupFormat, partNames, type BackupHead, type BackupPart, type Manifest } from './manifest.ts';
import { tarHeader, tarPadding } from './tar.ts';

/** Whoever writes the store while it is copied: this process's own connection, or the running relay. */
export interface StoreHold {
  hold(): Promise<HeldFile>;
  /** Ends the backup, or throws and has written nothing that counts. */
  seal(order: SealOrder): Promise<Manifest>;
  release(): Promise<void>;
}

export interface BackupOrder {
  /** The data folder. */
  readonly data: string;
  /** Absolute. Must not be there. */
  readonly file: string;
  /** Whether the key that signs tokens goes along. */
  readonly signingKey: boolean;
  /** The file with the keys of passcodes, when they go along. */
  readonly secretKeys?: string;
  readonly solder: string;
  readonly now: () => number;
  readonly store: StoreHold;
  /** Bytes that were copied so far. */
  readonly tell?: (bytes: number) => void;
}

/** It was not taken; its message is for a person. */
export class BackupNotTaken extends Error {
  override readonly name = 'BackupNotTaken';
}

/** Photos that came while photos were copied are copied after them, so often at most. */
const mostLooks = 5;

/** @throws BackupNotTaken */
export async function writeBackup(order: BackupOrder): Promise<Manifest> {
  const { file, data } = order;
  const inData = path.relative(path.resolve(data), file);
  if (!inData.startsWith('..'))
    throw new BackupNotTaken(`${file} is in the data folder; choose a place outside of it.`);
  if (await isThere(file)) throw new BackupNotTaken(`${file} is there already; nothing was written.`);
  // A folder that is not there is more often a mistyped one than one that is meant to be made.
  const folder = path.dirname(file);
  if (!(await isFolder(folder)))
    throw new BackupNotTaken(`There is no folder ${folder}; nothing was written. Make it, or name another.`);
  const draft = `${file}.part`;
  let handle: FileHandle | undefined;
  try {
    // One that was cut short is written anew.
    handle = await open(draft, 'w', 0o600);
    return await new Writing(handle, order, draft).run();
  } catch (error) {
    if (error instanceof BackupNotTaken) {
      await rm(draft, { force: true });
      throw error;
    }
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    // The draft got its name, and whoever gave it could not say so any more.
    if (handle && !(await isThere(draft)) && (await isThere(file))) {
      throw new BackupNotTaken(
        `${file} was written, which was not told to its end: ${why}. Check it with "solder verify --backup".`,
      );
    }
    await rm(draft, { force: true });
    throw new BackupNotTaken(`The backup could not be written: ${why}.`);
  } finally {
    await handle?.close();
  }
}

class Writing {
  readonly #handle: FileHandle;
  readonly #order: BackupOrder;
  readonly #draft: string;
  readonly #parts: BackupPart[] = [];
  readonly #files = new Set<string>();
  #bytes = 0;

  constructor(handle: FileHandle, order: BackupOrder, draft: string) {
    this.#handle = handle;
    this.#order = order;
    this.#draft = draft;
  }

  async run(): Promise<Manifest> {
    const { data, file, store, solder, now, signingKey, secretKeys } = this.#order;
    const head: BackupHead = { format: backupFormat, solder, begun: now() };
    await this.#putBytes(partNames.head, new TextEncoder().encode(`${JSON.stringify(head)}\n`));
    if (signingKey) await this.#putFile(partNames.signingKey, signingKeyPath(data));
    if (secretKeys !== undefined) await this.#putFile(partNames.secretKeys, secretKeys);
    const demo = path.join(data, partNames.demo);
    if (await isThere(demo)) await this.#putFile(partNames.demo, demo);
    await this.#putBridges();
    await this.#putNewFiles();
    const held = await store.hold();
    try {
      await this.#putFile(partNames.store, path.join(data, storeFile));
      // A record is told of before its photo is whole; a photo that is whole by now goes along with it.
      for (let look = 0; look < mostLooks && (await this.#putNewFiles()); look++);
      // What is synced now need not be synced while writes wait.
      await this.#handle.sync();
      const manifest = { ...head, at: now(), parts: this.#parts };
      return await store.seal({ held, draft: this.#draft, file, manifest });
    } finally {
      // The backup has its name by now, or has none; a hold that is not let go of ends by itself.
      await store.release().catch(() => undefined);
    }
  }

  /** As they are now, which is before the store: what was agreed on since is agreed on again. */
  async #putBridges(): Promise<void> {
    const bridges = new BridgeFiles(this.#order.data);
    for (const shop of await bridges.shops()) {
      await this.#putFile(`bridge/${shop}.json`, bridges.settingsFile(shop), 'may be gone');
      if (!(await isThere(bridges.stateFile(shop)))) continue;
      const copy = `${this.#draft}.bridge`;
      await rm(copy, { force: true });
      try {
        copyState(bridges.stateFile(shop), copy);
        await this.#putFile(`bridge/${shop}.sqlite`, copy);
      } finally {
        await rm(copy, { force: true });
      }
    }
  }

  /** Whether there were any. */
  async #putNewFiles(): Promise<boolean> {
    const folder = path.join(this.#order.data, 'files');
    let any = false;
    for await (const name of wholeFiles(new NodeDisk(folder))) {
      if (this.#files.has(name)) continue;
      this.#files.add(name);
      any = true;
      await this.#putFile(`files/${name}`, path.join(folder, name), 'may be gone');
    }
    return any;
  }

  async #putBytes(name: string, bytes: Uint8Array): Promise<void> {
    await this.#begin(name, bytes.length);
    await this.#write(bytes);
    await this.#finish(name, bytes.length, createHash('sha256').update(bytes).digest('hex'));
  }

  /** A file that never changes once it is there. */
  async #putFile(name: string, from: string, missing: 'fails' | 'may be gone' = 'fails'): Promise<void> {
    const found = await stat(from).catch((error: unknown) => {
      if (missing === 'may be gone' && isMissing(error)) return undefined;
      throw error;
    });
    // Erased since it was listed.
    if (!found) return;
    await this.#begin(name, found.size);
    const hash = createHash('sha256');
    let done = 0;
    if (found.size > 0) {
      for await (const piece of createReadStream(from, { end: found.size - 1, highWaterMark: 1024 * 1024 })) {
        const bytes = piece as Uint8Array;
        hash.update(bytes);
        done += bytes.length;
        await this.#write(bytes);
      }
    }
    if (done !== found.size) throw new BackupNotTaken(`${from} became shorter while it was copied.`);
    await this.#finish(name, found.size, hash.digest('hex'));
  }

  async #begin(name: string, size: number): Promise<void> {
    await this.#write(tarHeader({ name, size }, this.#order.now()));
  }

  async #finish(name: string, size: number, sha256: string): Promise<void> {
    await this.#write(tarPadding(size));
    this.#parts.push({ name, size, sha256 });
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    for (let done = 0; done < bytes.length;) {
      done += (await this.#handle.write(bytes, done, bytes.length - done)).bytesWritten;
    }
    this.#bytes += bytes.length;
    this.#order.tell?.(this.#bytes);
  }
}

/** All of it at one moment, also while the bridge works: SQLite writes a copy from one transaction. */
function copyState(from: string, to: string): void {
  const connection = new Connection({ file: from, mode: 'read', busyTimeout: 10_000 });
  try {
    connection.get('VACUUM INTO ?', to);
  } finally {
    connection.close();
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const isFolder = async (at: string): Promise<boolean> =>
  (await stat(at).catch(() => undefined))?.isDirectory() === true;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
