/**
 * The store in one SQLite file: a thread that writes, with a group commit, and a thread that reads. What is here is
 * only who is asked; the tables are the threads' own (`sqlite-writer.ts`, `sqlite-reader.ts`).
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { accountsOf } from './account-calls.ts';
import type { AccountStore, SaidHere } from './account-store.ts';
import type { ReadCall, ReadCalls, WriteCall, WriteCalls } from './calls.ts';
import type { SealOrder } from './backup-file.ts';
import { programsOf, type ProgramStore } from './program-store.ts';
import type { ReplicaLine } from './replica-store.ts';
import { parcel } from './parcels.ts';
import { StoreThread } from './store-thread.ts';
import type { StoreIdentity } from './thread-messages.ts';
import {
  StoreUnavailable,
  type AuditLine,
  type AuditQuery,
  type DerivationStep,
  type DocumentName,
  type FactsQuery,
  type HistoryQuery,
  type InReviewQuery,
  type LogEntry,
  type MovedQuery,
  type PageQuery,
  type Quotas,
  type RefusedQuery,
  type RowsQuery,
  type Seq,
  type Settlement,
  type Snapshot,
  type Store,
  type User,
  type BegunShop,
  type UnfinishedShop,
  type ShopLocation,
} from './store.ts';
import type { SealedSecret, SecretEvent, SecretPlace, SeenSecret } from './secret-store.ts';
import { Erased, type Erasure } from './erasure-store.ts';
import type { Author, EntityName, FileId, ShopId } from '../../shared/lib/ids.ts';
import type { NumberSeries } from '../../shared/lib/order-number.ts';

export interface SqliteStoreOptions {
  /** Made when it is not there. Holds the store and nothing else has to be in it. */
  readonly folder: string;
  /** How long to wait for another process's write to end, in milliseconds. */
  readonly busyTimeout?: number;
  /** The largest the file may grow, in pages of 4 KB; beyond it the store is unavailable for writing. */
  readonly maxPages?: number;
  /** Hears how long each commit took with its fsync, in milliseconds. */
  readonly committed?: (took: number) => void;
}

/** The file's name inside the folder. */
export const storeFile = 'store.sqlite';

/** @throws StoreUnavailable when the folder or the file in it cannot be opened, or was written by a newer version. */
export async function openSqliteStore({
  folder,
  busyTimeout,
  maxPages,
  committed,
}: SqliteStoreOptions): Promise<SqliteStore> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreUnavailable('the folder of the store cannot be made', { cause: error });
  }
  const options = {
    file: path.join(folder, storeFile),
    busyTimeout: busyTimeout ?? 10_000,
    ...(maxPages === undefined ? {} : { maxPages }),
  };
  const writer = await StoreThread.start<WriteCalls>(
    new URL('sqlite-writer.ts', import.meta.url),
    options,
    committed,
  );
  try {
    const reader = await StoreThread.start<ReadCalls>(new URL('sqlite-reader.ts', import.meta.url), options);
    return new SqliteStore(writer.identity, writer.thread, reader.thread);
  } catch (error) {
    await writer.thread.close();
    throw error;
  }
}

export class SqliteStore implements Store {
  readonly epoch: string;
  readonly accounts: AccountStore;
  readonly programs: ProgramStore;
  readonly takesBackUntil: number;
  readonly #writer: StoreThread<WriteCalls>;
  readonly #reader: StoreThread<ReadCalls>;

  constructor(
    { epoch, takesBackUntil }: StoreIdentity,
    writer: StoreThread<WriteCalls>,
    reader: StoreThread<ReadCalls>,
  ) {
    this.epoch = epoch;
    this.takesBackUntil = takesBackUntil;
    this.#writer = writer;
    this.#reader = reader;
    this.accounts = accountsOf({
      write: (call) => this.#write({ do: 'account-write', call }),
      read: (call) => this.#read({ do: 'account-read', call }),
    });
    this.programs = programsOf({
      write: (call) => this.#write({ do: 'program-write', call }),
      read: (call) => this.#read({ do: 'program-read', call }),
    });
  }

  /** Writes that wait for their commit, and about how many bytes they hold. */
  get queued(): { readonly calls: number; readonly bytes: number } {
    return this.#writer.queued;
  }

  async append(entries: readonly LogEntry[]): Promise<readonly Seq[]> {
    return entries.length === 0 ? [] : this.#write({ do: 'append', entries });
  }

  async load(name: DocumentName) {
    const { document, alarm, erased } = await this.#read({ do: 'load', name });
    if (erased) throw new Erased(name);
    if (alarm) await this.#quarantine([name]);
    return document;
  }

  async page(query: PageQuery) {
    const { page, alarms } = await this.#read({ do: 'page', query });
    await this.#quarantine(alarms);
    return page;
  }

  head(shop: ShopId) {
    return this.#read({ do: 'head', shop });
  }

  rows(query: RowsQuery) {
    return this.#read({ do: 'rows', query });
  }

  row(name: DocumentName) {
    return this.#read({ do: 'row', name });
  }

  saveRow(name: DocumentName, row: string, upTo: Seq) {
    return this.#write({ do: 'save-row', name, row, upTo });
  }

  compact(name: DocumentName, snapshot: Snapshot) {
    return this.#write({ do: 'compact', name, snapshot });
  }

  async history(query: HistoryQuery) {
    const { history, alarm } = await this.#read({ do: 'history', query });
    if (alarm) await this.#quarantine([query.name]);
    return history;
  }

  inReview(query: InReviewQuery) {
    return this.#read({ do: 'in-review', query });
  }

  refused(query: RefusedQuery) {
    return this.#read({ do: 'refused', query });
  }

  settleRefused(shop: ShopId, id: string, settlement: Settlement) {
    return this.#write({ do: 'settle-refused', shop, id, settlement });
  }

  noteAudit(lines: readonly AuditLine[]) {
    return this.#write({ do: 'note-audit', lines });
  }

  audit(query: AuditQuery) {
    return this.#read({ do: 'audit', query });
  }

  forgetHistory(before: number) {
    return this.#write({ do: 'forget-history', before });
  }

  leaseNumbers(shop: ShopId, series: NumberSeries, count: number) {
    return this.#write({ do: 'lease-numbers', shop, series, count });
  }

  moved(query: MovedQuery) {
    return this.#read({ do: 'moved', query });
  }

  facts(query: FactsQuery) {
    return this.#read({ do: 'facts', query });
  }

  derivation(shop: ShopId, limit: number) {
    return this.#read({ do: 'derivation', shop, limit });
  }

  saveDerivation(shop: ShopId, step: DerivationStep) {
    return this.#write({ do: 'save-derivation', shop, step });
  }

  keepSecret(place: SecretPlace, sealed: SealedSecret, event: SecretEvent, seen?: SeenSecret) {
    return this.#write({ do: 'keep-secret', place, sealed, event, ...(seen !== undefined && { seen }) });
  }

  dropSecret(place: SecretPlace, event: SecretEvent) {
    return this.#write({ do: 'drop-secret', place, event });
  }

  secret(place: SecretPlace) {
    return this.#read({ do: 'secret', place });
  }

  secretFacts(name: DocumentName) {
    return this.#read({ do: 'secret-facts', name });
  }

  noteSecret(place: SecretPlace, event: SecretEvent) {
    return this.#write({ do: 'note-secret', place, event });
  }

  secretEvents(name: DocumentName, limit: number) {
    return this.#read({ do: 'secret-events', name, limit });
  }

  secretsNotUnder(key: string, limit: number) {
    return this.#read({ do: 'secrets-not-under', key, limit });
  }

  resealSecret(place: SecretPlace, from: SealedSecret, to: SealedSecret) {
    return this.#write({ do: 'reseal-secret', place, from, to });
  }

  async erase(erasure: Erasure) {
    await this.#write({ do: 'erase', erasure });
    await this.#forgetPages();
  }

  isErased(name: DocumentName) {
    return this.#read({ do: 'is-erased', name });
  }

  erasures(shop: ShopId) {
    return this.#read({ do: 'erasures', shop });
  }

  erasedFor(shop: ShopId, subject: EntityName) {
    return this.#read({ do: 'erased-for', shop, subject });
  }

  unfinishedErasures() {
    return this.#read({ do: 'unfinished-erasures' });
  }

  noteFileRemoved(shop: ShopId, id: FileId) {
    return this.#write({ do: 'note-file-removed', shop, id });
  }

  scrub() {
    return this.#write({ do: 'scrub' });
  }

  noteReplicas(lines: readonly ReplicaLine[]) {
    return this.#write({ do: 'note-replicas', lines });
  }

  replicas(shop: ShopId) {
    return this.#read({ do: 'replicas', shop });
  }

  forgetReplica(shop: ShopId, user: Author, id: string) {
    return this.#write({ do: 'forget-replica', shop, user, id });
  }

  /**
   * From now on the store's file is not written, only its write-ahead log, until it is released: then it can be copied by
   * another process. (One that closes a file which it has open in SQLite, too, lets go of SQLite's locks.)
   */
  holdFile() {
    return this.#write({ do: 'hold-file' });
  }

  /**
   * Ends a backup of the held file: its write-ahead log and the manifest are appended, synced, and the file gets its name,
   * with writes waiting meanwhile. @throws StoreUnavailable
   */
  sealBackup(order: SealOrder) {
    return this.#write({ do: 'seal-backup', order });
  }

  releaseFile() {
    return this.#write({ do: 'release-file' });
  }

  createShop(shop: ShopId, title: string, made = 0) {
    return this.#write({ do: 'create-shop', shop, title, made });
  }

  hasShop(shop: ShopId) {
    return this.#read({ do: 'has-shop', shop });
  }

  shops() {
    return this.#read({ do: 'shops' });
  }

  shop(shop: ShopId) {
    return this.#read({ do: 'shop', shop });
  }

  setSuspended(shop: ShopId, suspended: boolean) {
    return this.#write({ do: 'set-suspended', shop, suspended });
  }

  setQuotas(shop: ShopId, quotas: Quotas) {
    return this.#write({ do: 'set-quotas', shop, quotas });
  }

  beginShop(begun: BegunShop) {
    return this.#write({ do: 'begin-shop', begun });
  }

  markShop(shop: ShopId, unfinished: UnfinishedShop | undefined) {
    return this.#write({ do: 'mark-shop', shop, unfinished });
  }

  setApart(shop: ShopId, apart: boolean) {
    return this.#write({ do: 'set-apart', shop, apart });
  }

  locations(shop: ShopId) {
    return this.#read({ do: 'locations', shop });
  }

  saveLocation(shop: ShopId, location: ShopLocation) {
    return this.#write({ do: 'save-location', shop, location });
  }

  removeLocation(shop: ShopId, id: string) {
    return this.#write({ do: 'remove-location', shop, id });
  }

  place(name: DocumentName) {
    return this.#read({ do: 'place', name });
  }

  filePlaces(shop: ShopId, file: FileId) {
    return this.#read({ do: 'file-places', shop, file });
  }

  logBytes(shop: ShopId) {
    return this.#read({ do: 'log-bytes', shop });
  }

  recordCount(shop: ShopId) {
    return this.#read({ do: 'record-count', shop });
  }

  async removeShop(shop: ShopId) {
    const removed = await this.#write({ do: 'remove-shop', shop });
    await this.#forgetPages();
    return removed;
  }

  saveUser(user: User, said: SaidHere = {}) {
    return this.#write({ do: 'save-user', user, said });
  }

  user(shop: ShopId, id: Author) {
    return this.#read({ do: 'user', shop, id });
  }

  users(shop: ShopId) {
    return this.#read({ do: 'users', shop });
  }

  /** Writes a mark through an fsync and looks whether the reader sees it or a later one. */
  async healthy(): Promise<boolean> {
    try {
      const written = await this.#write({ do: 'beat' });
      return Number(await this.#read({ do: 'beat' })) >= Number(written);
    } catch (error) {
      if (error instanceof StoreUnavailable) return false;
      throw error;
    }
  }

  /** The writer last: who can write and is alone moves what is in the write-ahead log into the file (decision 37). */
  async close(): Promise<void> {
    const read = this.#reader.close();
    await this.#writer.close(read);
  }

  /** A reader that cannot be asked is gone, and so is what it kept. */
  async #forgetPages(): Promise<void> {
    await this.#read({ do: 'forget-pages' }).catch(() => undefined);
  }

  /** What was read is handed out even when the damage cannot be noted now: the next reader finds it again. */
  async #quarantine(names: readonly DocumentName[]): Promise<void> {
    const noted = await Promise.allSettled(names.map((name) => this.#write({ do: 'quarantine', name })));
    for (const outcome of noted) {
      if (outcome.status === 'rejected' && !(outcome.reason instanceof StoreUnavailable))
        throw outcome.reason;
    }
  }

  #write<C extends WriteCall>(call: C) {
    return this.#writer.ask(parcel(call));
  }

  #read<C extends ReadCall>(call: C) {
    return this.#reader.ask({ call, bytes: 0, transfer: [] });
  }
}
