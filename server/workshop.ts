/**
 * The concrete things that both main files stand on: the store and the relay of one data folder. The caller
 * holds the folder's lock. Knows nothing of HTTP or of the terminal.
 */
import type { Random } from '../shared/lib/random.ts';
import type { Time } from '../shared/lib/time.ts';
import { openSigningKey } from './auth/signing-key.ts';
import { createMintToken, createVerifyToken, type MintToken } from './auth/token.ts';
import type { VerifyToken } from './auth/identity.ts';
import type { Log } from './log.ts';
import { createRelay } from './relay/create-relay.ts';
import type { Relay } from './relay/relay.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';

export interface Workshop {
  readonly store: Store;
  readonly relay: Relay;
  readonly verify: VerifyToken;
  readonly mint: MintToken;
  /** Drains the relay, then closes the store. */
  close(): Promise<void>;
}

export interface WorkshopOptions {
  readonly folder: string;
  readonly time: Time;
  readonly random: Random;
  readonly log: Log;
}

export async function openWorkshop({ folder, time, random, log }: WorkshopOptions): Promise<Workshop> {
  const key = await openSigningKey(folder);
  const store = await openSqliteStore({ folder });
  const verify = createVerifyToken(key, time, store);
  const relay = createRelay({ store, verify, time, random, log });
  return {
    store,
    relay,
    verify,
    mint: createMintToken(key, time),
    async close() {
      await relay.drain();
      await store.close();
    },
  };
}
