/** The two ways to keep a store still while it is copied: on a folder that nobody works on, and in the relay that does. */
import path from 'node:path';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { lookAt, sealBackup, takeForHeld, type HeldFile, type SealOrder } from '../store/backup-file.ts';
import { Connection } from '../store/connection.ts';
import { storeFile, type SqliteStore } from '../store/sqlite-store.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { Files } from '../files/files.ts';
import { addFiles } from './add-files.ts';
import type { StoreHold } from './write-backup.ts';

/**
 * The caller holds the folder's lock. The store is closed while its file is copied, since closing a file that SQLite has
 * open in the same process lets go of SQLite's locks.
 */
export function folderHold(data: string): StoreHold {
  const file = path.join(data, storeFile);
  const within = <T>(work: (connection: Connection) => T): T => {
    const connection = new Connection({ file, mode: 'write', busyTimeout: 10_000 });
    try {
      return work(connection);
    } finally {
      connection.close();
    }
  };
  return {
    async hold() {
      // What a killed relay left in the write-ahead log is moved into the file when it is closed.
      within((connection) => connection.get('PRAGMA wal_checkpoint(TRUNCATE)'));
      return lookAt(file);
    },
    async seal(order) {
      return within((connection) => {
        takeForHeld(connection);
        return sealBackup(connection, order);
      });
    },
    async release() {},
  };
}

/** A hold that nobody ended is over after this: the write-ahead log grows while it lasts. */
const longestHold = 60 * 60_000;

/** The relay's side: one backup at a time, and a hold whose backup died ends by itself. */
export interface Holding {
  /** @throws BackupUnderWay */
  hold(): Promise<HeldFile>;
  seal(order: SealOrder): ReturnType<SqliteStore['sealBackup']>;
  release(): Promise<void>;
  /** When one was completed last, by the relay's clock; 0 when none was since the start. */
  sealedAt(): number;
}

/** The disk's word for who asked. */
const inWords = (error: unknown): never => {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  throw new StoreUnavailable(error.message, { cause: error });
};

export class BackupUnderWay extends Error {
  override readonly name = 'BackupUnderWay';
}

export interface HoldingDependencies {
  /** The data folder. */
  readonly folder: string;
  readonly store: Pick<SqliteStore, 'holdFile' | 'sealBackup' | 'releaseFile' | 'scrub'>;
  readonly files: Pick<Files, 'whileNoneFinishes'>;
  readonly time: Time;
}

export function createHolding({ folder, store, files, time }: HoldingDependencies): Holding {
  let end: Cancel | undefined;
  let sealedAt = 0;
  const release = async (): Promise<void> => {
    end?.();
    end = undefined;
    await store.releaseFile();
    // An erasure meanwhile could not write the file anew; where that fails now, the next start does it.
    await store.scrub().catch(() => false);
  };
  return {
    async hold() {
      if (end) throw new BackupUnderWay('A backup is being taken already.');
      end = time.after(longestHold, () => void release().catch(() => undefined));
      try {
        return await store.holdFile();
      } catch (error) {
        await release().catch(() => undefined);
        throw error;
      }
    },
    async seal(order) {
      if (!end) throw new StoreUnavailable('the backup took too long and was given up');
      // Whatever is acknowledged before the end is in the folder by now, and what is not cannot be named as one that was.
      const manifest = await files.whileNoneFinishes(async () =>
        store.sealBackup(await addFiles(folder, order).catch(inWords)),
      );
      sealedAt = time.now();
      return manifest;
    },
    release,
    sealedAt: () => sealedAt,
  };
}
