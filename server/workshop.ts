/**
 * The concrete things that both main files stand on: the store and the relay of one data folder. The caller
 * holds the folder's lock. Knows nothing of HTTP or of the terminal.
 */
import path from 'node:path';
import type { Random } from '../shared/lib/random.ts';
import type { Time } from '../shared/lib/time.ts';
import { openSigningKey } from './auth/signing-key.ts';
import { createMintToken, createVerifyToken, type MintToken } from './auth/token.ts';
import type { VerifyToken } from './auth/identity.ts';
import { DiskFiles } from './files/disk-files.ts';
import type { Files } from './files/files.ts';
import { NodeDisk } from './files/node-disk.ts';
import type { Log } from './log.ts';
import { createRelay } from './relay/create-relay.ts';
import type { Relay } from './relay/relay.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';

export interface Workshop {
  readonly store: Store;
  readonly relay: Relay;
  readonly files: Files;
  readonly verify: VerifyToken;
  readonly mint: MintToken;
  /** Drains the relay, then closes the store. */
  close(): Promise<void>;
}

export interface WorkshopOptions {
  readonly folder: string;
  /** The room that one shop's files may take, in bytes; without a limit unless told otherwise. */
  readonly filesPerShop?: number;
  readonly time: Time;
  readonly random: Random;
  readonly log: Log;
}

export async function openWorkshop(given: WorkshopOptions): Promise<Workshop> {
  const { folder, filesPerShop = Infinity, time, random, log } = given;
  const key = await openSigningKey(folder);
  const store = await openSqliteStore({ folder });
  const verify = createVerifyToken(key, time, store);
  const relay = createRelay({ store, verify, time, random, log });
  const files = new DiskFiles({ disk: new NodeDisk(path.join(folder, 'files')), perShop: filesPerShop });
  return {
    store,
    relay,
    files,
    verify,
    mint: createMintToken(key, time),
    async close() {
      await relay.drain();
      await store.close();
    },
  };
}
