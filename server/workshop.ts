/**
 * The concrete things that both main files stand on: the store and the relay of one data folder. The caller
 * holds the folder's lock. Knows nothing of HTTP or of the terminal.
 */
import path from 'node:path';
import type { ShopId } from '../shared/lib/ids.ts';
import type { Random } from '../shared/lib/random.ts';
import type { Time } from '../shared/lib/time.ts';
import { createAdmitsToDashboard, createEnterDashboard, type EnterDashboard } from './auth/operator-link.ts';
import { createVerifyOperator, type VerifyOperator } from './auth/operator-token.ts';
import { createOidcFlow, type OidcFlow } from './auth/oidc-flow.ts';
import { createTextSeal, type TextSeal } from './auth/seal-text.ts';
import { createHearProvider } from './accounts/hear-provider.ts';
import { createProviderAccounts, type ProviderAccounts } from './accounts/provider-accounts.ts';
import { createVerifyOidc, eitherOf, type HearProvider } from './auth/oidc.ts';
import type { OidcProvider } from './auth/oidc-provider.ts';
import { openSigningKey } from './auth/signing-key.ts';
import { usualSettings, type AccountSettings } from './accounts/account-settings.ts';
import type { Accounts } from './accounts/accounts.ts';
import { createAccounts } from './accounts/create-accounts.ts';
import { createAdministration, type Administration } from './accounts/administration.ts';
import { finishShops } from './accounts/remove-shop.ts';
import { exportShop, type ShopExport } from './accounts/export-shop.ts';
import { createHasher } from './accounts/hasher.ts';
import { createMintToken, createVerifyToken, type MintToken } from './auth/token.ts';
import type { VerifyToken } from './auth/identity.ts';
import { createHolding, type Holding } from './backup/store-holds.ts';
import { createEraser, type Eraser } from './erase/eraser.ts';
import { DiskFiles } from './files/disk-files.ts';
import { Bridges } from './bridge/running/bridges.ts';
import type { Files } from './files/files.ts';
import { NodeDisk } from './files/node-disk.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/create-metrics.ts';
import { freeBytes } from './metrics/free-bytes.ts';
import { storeSize } from './metrics/store-size.ts';
import type { Inspector } from './operator/inspector.ts';
import { ThreadInspector } from './operator/thread-inspector.ts';
import { createRelay } from './relay/create-relay.ts';
import type { Relay } from './relay/relay.ts';
import { openSecretKeys, secretKeysPath } from './secrets/secret-keys.ts';
import { createSecrets, type Secrets } from './secrets/secrets.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';

export interface Workshop {
  readonly store: Store;
  readonly relay: Relay;
  readonly files: Files;
  readonly secrets: Secrets;
  readonly eraser: Eraser;
  readonly accounts: Accounts;
  /** Where an identity provider signs people in by the page. */
  readonly byProvider?: {
    readonly flow: OidcFlow;
    readonly accounts: ProviderAccounts;
    readonly seal: TextSeal;
  };
  /** Bridges to legacy systems; at work once they are started. */
  readonly bridges: Bridges;
  readonly administration: Administration;
  /** Takes away what a kill left of shops that were being imported or removed. @throws StoreUnavailable */
  readonly finishShops: () => Promise<readonly ShopId[]>;
  readonly exported: ShopExport;
  /** Keeps the store's file still while the command line copies it. */
  readonly backups: Holding;
  readonly verify: VerifyToken;
  readonly verifyOperator: VerifyOperator;
  readonly enterDashboard: EnterDashboard;
  readonly admitsToDashboard: VerifyOperator;
  readonly inspector: Inspector;
  /** The store's size, what waits for its next commit, and what is left on its disk, in bytes; null where that is not known. */
  readonly room: () => Promise<{
    readonly storeBytes: number;
    readonly queuedBytes: number;
    readonly freeBytes: number | null;
  }>;
  readonly mint: MintToken;
  /** Drains the relay, then closes the store. */
  close(): Promise<void>;
}

export interface WorkshopOptions {
  readonly folder: string;
  /** The room that one shop's files may take, in bytes; without a limit unless told otherwise. */
  readonly filesPerShop?: number;
  /** The file with the keys of secrets; in the folder when empty or absent. */
  readonly secretKeys?: string;
  /** How long devices stay signed in. */
  readonly accountSettings?: AccountSettings;
  /** The provider that signs people in instead of accounts of our own. */
  readonly provider?: OidcProvider;
  /** Whether people are invited and have passwords; unless a provider is given (rule OIDC-6). */
  readonly passwords?: boolean;
  /** Counts what is done; nobody does unless told otherwise. */
  readonly metrics?: Pick<Metrics, 'meter' | 'committed' | 'watch'>;
  /** Whether webhooks may lead to this machine and its network (rule HOOK-5). */
  readonly webhooksAnywhere?: boolean;
  readonly time: Time;
  readonly random: Random;
  readonly log: Log;
}

export async function openWorkshop(given: WorkshopOptions): Promise<Workshop> {
  const { folder, filesPerShop = Infinity, secretKeys = '', time, random, log } = given;
  const { accountSettings = usualSettings, provider, metrics, webhooksAnywhere = false } = given;
  const { passwords = !provider } = given;
  const key = await openSigningKey(folder);
  const keys = await openSecretKeys(secretKeys || secretKeysPath(folder));
  const store = await openSqliteStore({ folder, ...(metrics && { committed: metrics.committed }) });
  const own = createVerifyToken(key, time, store);
  const hear: HearProvider = (...said) => hearing(...said);
  const verify = provider ? eitherOf(own, createVerifyOidc(provider, time, store, hear)) : own;
  const mint = createMintToken(key, time);
  const relay = createRelay({
    store,
    verify,
    time,
    random,
    log,
    ...(metrics && { meter: metrics.meter }),
  });
  // The relay asks who somebody is, and is told of what is news about them.
  const hearing = createHearProvider({ store, relay });
  const files = new DiskFiles({ disk: new NodeDisk(path.join(folder, 'files')), perShop: filesPerShop });
  const backups = createHolding({ folder, store, files, time });
  metrics?.watch({
    solder_connections: () => relay.stats().sockets,
    solder_rooms: () => relay.stats().rooms,
    solder_rooms_at_rest: () => relay.stats().resting,
    solder_store_queued_bytes: () => store.queued.bytes,
    solder_store_bytes: () => storeSize(folder),
    solder_free_bytes: async () => (await freeBytes(folder)) ?? Number.NaN,
    solder_backup_timestamp_seconds: () => backups.sealedAt() / 1_000,
  });
  for (const { shop, quotas } of await store.shops()) {
    if (quotas) relay.limit(shop, quotas);
    await relay.locate(shop);
  }
  const secrets = createSecrets({
    store,
    keys,
    now: () => time.now(),
    shown: async (name) => {
      const row = await relay.row(name);
      return row && ((field) => row.fields[field]);
    },
  });
  const inspector = new ThreadInspector(folder);
  const accounts = createAccounts({
    store,
    mint,
    hasher: createHasher(),
    time,
    settings: accountSettings,
    cut: ({ shop, user }, devices) => {
      for (const device of devices) relay.cut({ shop, user, device }, 'unauthorized');
    },
    log,
  });
  const bridges = new Bridges({ folder, relay, store, fetch: globalThis.fetch, time, random, log });
  /** What is erased goes from the bridges, too. */
  const erasing: Pick<Relay, 'rows' | 'row' | 'erase'> = {
    rows: (...asked) => relay.rows(...asked),
    row: (name) => relay.row(name),
    async erase(shop, names, work) {
      await relay.erase(shop, names, work);
      await bridges.forget(shop, names);
    },
  };
  const client = provider?.client;
  const flow = provider && client && createOidcFlow({ ...provider, client }, time);
  const byProvider = flow && {
    byProvider: {
      flow,
      seal: createTextSeal(key, 'a sign-in that is under way'),
      accounts: createProviderAccounts({
        accounts,
        flow,
        seal: createTextSeal(key, 'what a provider is asked again with'),
        store,
        hear,
        time,
        log,
      }),
    },
  };
  return {
    store,
    relay,
    files,
    secrets,
    eraser: createEraser({ store, relay: erasing, files, time, random }),
    accounts,
    ...byProvider,
    bridges,
    administration: createAdministration({
      store,
      relay,
      files,
      bridges,
      accounts,
      passwords,
      log,
      now: () => time.now(),
      random,
      webhooksAnywhere,
    }),
    finishShops: () => finishShops({ store, relay, files, bridges }),
    exported: (shop) => exportShop({ store, relay, files, now: () => time.now() }, shop),
    backups,
    verify,
    verifyOperator: createVerifyOperator(key, time),
    enterDashboard: createEnterDashboard(key, time),
    admitsToDashboard: createAdmitsToDashboard(key, time),
    inspector,
    room: async () => ({
      storeBytes: await storeSize(folder),
      queuedBytes: store.queued.bytes,
      freeBytes: await freeBytes(folder),
    }),
    mint,
    async close() {
      await bridges.stop();
      await relay.drain();
      await inspector.close();
      await store.close();
    },
  };
}
