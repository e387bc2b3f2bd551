/**
 * The replica's storage port: one database per shop and user on this device. It holds, per record, the relay's
 * bytes and the row to list; the outbox of unsent edits, apart from those; and how far catching up has come.
 * `vault.contract.ts` says what an implementation promises. Nothing here reads a document or knows of sockets.
 */
import type { EntityKey, FileId } from '../../shared/lib/ids.ts';
import type { NumberRange } from '../../shared/lib/order-number.ts';
import type { BundlePlace } from './bundles/dexie-bundles.ts';
import type { KeepSettings } from './keeping/settings.ts';
import type { KeptCounts } from './tally.ts';
import { noLegacy, type LegacyState } from './legacy-steps.ts';

/** What is stored of one record. Applied in this order the bytes are the document, unsent edits aside. */
export interface StoredRecord {
  readonly name: EntityKey;
  /** The newest log entry that `chunks` is known to contain; 0 when the relay's state was never fetched. */
  readonly seq: number;
  /** The relay's store that `seq` belongs to. */
  readonly epoch: string;
  readonly chunks: readonly Uint8Array[];
  /** This user's acknowledged edits: the relay has them, and `chunks` may not contain them yet. */
  readonly own: readonly Uint8Array[];
  /**
   * The record without the unsent edits that a fold put into `chunks`, for a person who takes those back; absent while
   * `chunks` holds none.
   */
  readonly base?: readonly Uint8Array[];
  /** What it held was let go of to make room (rule KEEP-2): the relay has it, and what is here came since. */
  readonly pruned?: true;
}

export interface StoredRow {
  readonly name: EntityKey;
  readonly kind: string;
  readonly id: string;
  readonly at: number;
  /** The row as JSON. */
  readonly json: string;
}

/** An edit that the relay has not acknowledged. */
export interface OutboxEntry {
  readonly name: EntityKey;
  readonly update: Uint8Array;
  /** The Yjs client ids whose structs are in `update`. */
  readonly clients: readonly number[];
  /** The session (tab) that wrote it. */
  readonly tab: string;
  /** Corrected milliseconds. */
  readonly at: number;
}

export interface StoredOutboxEntry extends OutboxEntry {
  /** Ascending in the order of writing. */
  readonly id: number;
  /** Whether it once left this device, so that the relay may have it. */
  readonly sent: boolean;
}

export interface StoredOutbox {
  readonly entries: readonly StoredOutboxEntry[];
  /** How many unsent edits were put aside because they cannot be read, now or before. */
  readonly unreadable: number;
}

/** The shop's locations, as the relay told them last. */
export interface ShopLocations {
  /** Who is of some of them sees those alone. */
  readonly apart: boolean;
  readonly all: readonly { readonly id: string; readonly name: string }[];
  /** The ids of those that this user is of; of all when empty. */
  readonly mine: readonly string[];
}

export interface VaultMeta {
  /** The relay's store that `cursor` belongs to; empty before the first page. */
  readonly epoch: string;
  readonly cursor: number;
  /** `epoch` took the place of another one, and the relay has not been offered all yet that is here from before (rule RESTORE-5). */
  readonly offers: boolean;
  /** This replica's own id, by which who looks after the shop's devices tells them apart; empty before it was told. */
  readonly device: string;
  /** Kinds that the relay withholds from this user: `cursor` says nothing of them. */
  readonly withheld: readonly string[];
  /** What is here is of what may be seen by these. */
  readonly locations: ShopLocations;
  /** The schema that the stored rows were made by. */
  readonly schema: string;
  readonly lastSync: number | null;
  readonly lastSyncByKind: Readonly<Record<string, number>>;
  readonly userName: string;
  readonly userRole: string;
  /** Milliseconds to add to this machine's clock, as last measured. */
  readonly correction: number;
  /** What a person chose of what this device keeps. */
  readonly keep: Partial<KeepSettings>;
  /** How far records have come into the legacy system, as the relay told last. */
  readonly legacy: LegacyState;
  /** What was counted here of syncing; null before anything was. */
  readonly tally: KeptCounts | null;
}

export const emptyMeta: VaultMeta = {
  epoch: '',
  cursor: 0,
  offers: false,
  device: '',
  withheld: [],
  locations: { apart: false, all: [], mine: [] },
  schema: '',
  lastSync: null,
  lastSyncByKind: {},
  userName: '',
  userRole: '',
  correction: 0,
  keep: {},
  legacy: noLegacy,
  tally: null,
};

/** One record of a page, ready to be stored. */
export interface VaultItem {
  readonly name: EntityKey;
  readonly seq: number;
  readonly whole: boolean;
  readonly chunks: readonly Uint8Array[];
  /**
   * Absent when the row is made from the document afterwards. Until then one stands in its place that no list can read, so that a
   * start after a crash finds it to be made.
   */
  readonly row?: StoredRow;
}

export interface VaultPage {
  readonly items: readonly VaultItem[];
  /** The relay's store that the page comes from. */
  readonly epoch: string;
  /**
   * Where the cursor was and where it goes, unless only some kinds were fetched. It moves only from where it is: a
   * database that was emptied behind our back begins at 0 again, and must not claim what it no longer has.
   */
  readonly advance?: { readonly from: number; readonly to: number };
}

/** Records that were erased at the relay, and files. */
export interface GoneHere {
  readonly names: readonly EntityKey[];
  readonly files: readonly FileId[];
}

/** Where a list of rows goes on: the last row that was read. */
export interface RowPosition {
  readonly at: number;
  readonly name: EntityKey;
}

/** What a record is folded into. */
export interface Folded {
  readonly state: Uint8Array;
  readonly row?: StoredRow;
  /** What `StoredRecord.base` is from now on. */
  readonly base?: readonly Uint8Array[];
  /** Up to where in the relay's log the state contains everything, when that is known. */
  readonly reached?: Pick<StoredRecord, 'seq' | 'epoch'>;
  /** The relay's content is in the state: a record that was pruned is whole again. */
  readonly isWhole?: boolean;
}

export interface Vault {
  /** False when nothing of it survives this page. */
  readonly durable: boolean;

  meta(): Promise<VaultMeta>;
  saveMeta(change: Partial<VaultMeta>): Promise<void>;

  /** @throws CorruptRecord when the stored bytes are not what was written. */
  record(name: EntityKey): Promise<StoredRecord | undefined>;
  /** Puts a record that cannot be read aside, and notes that it is wanted from the relay. */
  quarantine(name: EntityKey): Promise<void>;
  /** Records to exchange whole with the relay: what was quarantined here, or damaged there. */
  wanted(): Promise<readonly EntityKey[]>;
  want(names: readonly EntityKey[]): Promise<void>;
  unwant(name: EntityKey): Promise<void>;
  /**
   * Stores a page and its cursor in one transaction; an item that is not newer than what is stored is skipped.
   * Answers the records that are wanted whole from now on: what is stored of them cannot be read and was put aside,
   * is only a later part, or holds more than another store of the relay's, which may be an older one.
   */
  applyPage(page: VaultPage): Promise<readonly EntityKey[]>;
  /**
   * Replaces a record by what `combine` makes of it, read and written in one transaction; `combine` must not wait.
   * A record that cannot be read is put aside, wanted from the relay, and handed in as undefined.
   */
  fold(name: EntityKey, combine: (stored: StoredRecord | undefined) => Folded): Promise<void>;
  /**
   * These kinds and no others are withheld from now on. All that is here of them goes but unsent edits and the notes of
   * journals, and nothing of them is stored any more, whoever hands it in. When one that was withheld is not any more,
   * the cursor begins again.
   */
  withhold(kinds: readonly string[]): Promise<void>;
  /**
   * These records were erased at the relay. All that is here of them goes, unsent edits too, but the notes of journals; their
   * names and the ids of files are kept, and nothing of such a name is stored any more.
   */
  erase(gone: GoneHere): Promise<void>;
  /**
   * These records went where this user does not see them. All that is here of them goes but unsent edits and the notes of journals,
   * and nothing of such a name is stored any more before a page brings all of it. Those that were erased stay so.
   */
  leave(names: readonly EntityKey[]): Promise<void>;
  /** The records of which unsent edits were erased, as long as nobody said that they know. */
  lostToErasure(): Promise<readonly EntityKey[]>;
  /** Whoever uses this device knows that unsent edits of the record went. */
  knowsOfLoss(name: EntityKey): Promise<void>;
  /** Everything that was erased while this device was there to hear of it. */
  erased(): Promise<GoneHere>;
  recordNames(after: string, limit: number): Promise<readonly EntityKey[]>;

  /**
   * Rows of a kind that have a line of their own, newest first, after a position. Whatever is written about a record gives it
   * one, so whoever wants all rows reads those in bundles before they read these: none is missed then.
   */
  rows(kind: string, after: RowPosition | undefined, limit: number): Promise<readonly StoredRow[]>;
  /**
   * Rows of a kind that lie in bundles, as they came: those of one bundle, the one with the newest row first. `next` is absent
   * when there is no bundle any more.
   */
  bundledRows(
    kind: string,
    after: BundlePlace | undefined,
  ): Promise<{ readonly rows: readonly StoredRow[]; readonly next?: BundlePlace }>;
  rowKinds(): Promise<readonly string[]>;
  saveRows(rows: readonly StoredRow[]): Promise<void>;
  removeRow(name: EntityKey): Promise<void>;

  /** Everything unsent, oldest first. Edits that cannot be read are put aside and counted. */
  outbox(): Promise<StoredOutbox>;
  /** Puts unsent edits aside that no document takes in. */
  setAside(ids: readonly number[]): Promise<void>;
  /** Stores all or none, but nothing of records that were erased; answers their ids, null for what was left out. */
  addToOutbox(entries: readonly OutboxEntry[]): Promise<readonly (number | null)[]>;
  /** These left the device: they cannot be taken back any more. */
  markSent(ids: readonly number[]): Promise<void>;
  /**
   * Acknowledged edits move from the outbox into their records, in one transaction. `id` is null for one that was
   * never stored. A record that cannot be read is put aside and wanted from the relay; such records are answered.
   */
  settle(
    edits: readonly { readonly id: number | null; readonly entry: OutboxEntry }[],
  ): Promise<readonly EntityKey[]>;

  /** Records whose journal may hold something: noted before the journal is opened, forgotten when it is deleted. */
  journals(): Promise<readonly EntityKey[]>;
  noteJournal(name: EntityKey): Promise<void>;
  forgetJournal(name: EntityKey): Promise<void>;

  /** Unsent edits that a person took back. */
  readonly discards: DiscardStore;

  /** Numbers for orders that this device may give out. */
  readonly numbers: NumberStore;

  /** What the records take up, and letting go of some. */
  readonly keeping: KeepStore;

  /** Calls back when the database was opened again: it may have been emptied behind our back (fault 4). */
  onReopened(run: () => void): void;

  close(): Promise<void>;
}

/** Unsent edits of a record that a person took back: not to be sent, and kept for a while. */
export interface StoredDiscard {
  readonly id: string;
  readonly name: EntityKey;
  /** Corrected milliseconds. */
  readonly at: number;
  readonly entries: readonly OutboxEntry[];
}

export interface DiscardStore {
  /**
   * Moves unsent edits aside and makes their record what it is without them, in one transaction. `relay` is the relay's
   * state of it where that was just fetched. `entries` are all edits that are taken back, `ids` those that are stored.
   */
  discard(discard: {
    readonly name: EntityKey;
    readonly at: number;
    readonly entries: readonly OutboxEntry[];
    readonly ids: readonly number[];
    readonly relay?: Folded;
  }): Promise<{ readonly id: string; readonly isWhole: boolean }>;
  /**
   * Puts others in the place of unsent edits, and of those that were taken back, and the relay's state in that of the record, in
   * one transaction; the record has a new generation then. Answers undefined, and changes nothing, where one of the edits is not
   * there any more.
   */
  exchange(exchange: {
    readonly name: EntityKey;
    readonly at: number;
    readonly ids: readonly number[];
    readonly instead: readonly OutboxEntry[];
    /** What was taken back of it, as it is from now on; absent where that stays as it is. */
    readonly aside?: readonly StoredDiscard[];
    readonly relay: Folded;
  }): Promise<{ readonly id: string; readonly added: readonly StoredOutboxEntry[] } | undefined>;
  /** Changes whenever edits of the record are taken back; empty for never. What others keep of the record since before is stale. */
  generation(name: EntityKey): Promise<string>;
  all(): Promise<readonly StoredDiscard[]>;
  /** Puts the edits back into the outbox, as if they had never been taken back; answers them, none if they are gone. */
  restore(id: string): Promise<readonly StoredOutboxEntry[]>;
  /** Lets go of the edits. What the record's generation is stays. */
  forget(ids: readonly string[]): Promise<void>;
}

/** What one record takes up. */
export interface Weight {
  readonly name: EntityKey;
  /** Of its document; 0 for one that was pruned. */
  readonly bytes: number;
  /** When it was last opened here, or came, in this machine's milliseconds. */
  readonly accessed: number;
}

export interface KeepStore {
  /** Records that have a line of their own, the one that nobody opened for longest first, after a position. */
  weights(after: Weight | undefined, limit: number): Promise<readonly Weight[]>;
  /** Those of the next bundle, which nobody opened since they came. `next` is absent when there is none any more. */
  bundledWeights(
    after: number | undefined,
  ): Promise<{ readonly weights: readonly Weight[]; readonly next?: number }>;
  /** Somebody opened it. */
  touch(name: EntityKey): Promise<void>;
  /**
   * Lets go of what is here of these records, in one transaction; their rows stay. Passed over are those with unsent edits, a
   * journal, or a wish to be exchanged whole, and those that cannot be read. Answers those that went.
   */
  prune(names: readonly EntityKey[]): Promise<readonly EntityKey[]>;
  /** The same, and their rows go, too: nothing of them is left. */
  forget(names: readonly EntityKey[]): Promise<readonly EntityKey[]>;
  /** Records that a person wants to keep here. */
  pins(): Promise<readonly EntityKey[]>;
  pin(name: EntityKey, isPinned: boolean): Promise<void>;
}

/** Numbers that the relay's store `epoch` gave this device and nobody else. */
export interface LeasedRange extends NumberRange {
  readonly epoch: string;
}

export interface NumberStore {
  /** Keeps a range, and lets go of those of another store: that one may give the same numbers to others. */
  add(range: LeasedRange): Promise<void>;
  /** The lowest one, which nobody takes again; undefined when there is none. In one transaction: tabs share the ranges. */
  take(): Promise<number | undefined>;
  /** How many there are of this store's; those of another one are let go of. */
  left(epoch: string): Promise<number>;
}

/** Nothing of the call was stored. `full` when the device has no room. */
export class VaultFailed extends Error {
  override readonly name = 'VaultFailed';
  readonly kind: 'full' | 'failed';
  constructor(kind: 'full' | 'failed', cause: unknown) {
    super(`the vault did not store it: ${kind}`, { cause });
    this.kind = kind;
  }
}

export class CorruptRecord extends Error {
  override readonly name = 'CorruptRecord';
  readonly record: EntityKey;
  constructor(record: EntityKey) {
    super(`stored bytes of ${record} fail their checksum`);
    this.record = record;
  }
}
