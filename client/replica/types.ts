/**
 * What the app sees of a replica. A replica is a device's copy of one shop for one user; nothing here knows
 * React, and everything here works the same in a browser and, with an IndexedDB stand-in, in Node.
 */
import type { ShopLocations } from './vault.ts';
import type * as Y from 'yjs';
import type { Awareness } from 'y-protocols/awareness';
import type { EntityName, EntityKey, FileId } from '../../shared/lib/ids.ts';
import type { LegacyStep } from '../../shared/protocol/legacy.ts';
import type { Present } from '../../shared/protocol/messages.ts';
import type { Kept } from './keeping/types.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Row } from '../../shared/document/types.ts';
import type { Value } from '../../shared/schema/field.ts';
import type {
  CountQuery,
  ReferringQuery,
  RowQuery,
  RowsFound,
  SearchQuery,
  SearchResult,
} from './queries.ts';

/** Work that this device has and the relay's disk does not (rule PEND-1). */
export interface Pending {
  /** Records with unsent edits. */
  readonly records: number;
  /** Unsent edits in all. */
  readonly edits: number;
  /** Edits that are not yet on this device's disk either: leaving now would lose them. */
  readonly unsaved: number;
}

export type StorageProblem =
  /** IndexedDB did not open within five seconds, or another tab blocks it. */
  | { readonly kind: 'unavailable' }
  /** The device has no room left. */
  | { readonly kind: 'full' }
  /** A write failed for another reason. */
  | { readonly kind: 'failed' }
  /** The browser cleared this device's storage while so many edits were unsent. */
  | { readonly kind: 'lost'; readonly edits: number }
  /** Unsent edits on this device cannot be read any more. They were put aside, and were never sent. */
  | { readonly kind: 'unreadable'; readonly edits: number };

export type SyncProblem =
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'upgrade-required' }
  | { readonly kind: 'relay'; readonly code: number };

/** What every state of the replica tells. */
interface Always {
  readonly pending: Pending;
  /** When this device last had everything the relay had, in corrected milliseconds; null for never. */
  readonly lastSync: number | null;
  readonly lastSyncByKind: ReadonlyMap<string, number>;
  /** Null when edits reach this device's disk. */
  readonly storage: StorageProblem | null;
  /** Whether this tab is the one that catches up. */
  readonly leader: boolean;
  /** When the present connection state began, in this machine's milliseconds. */
  readonly since: number;
}

/** The state of a replica as one union (rows S5 and S16). */
export type ReplicaStatus = Always &
  (
    | { readonly state: 'opening' }
    /** No relay within reach; `retryAt` is when the next try is made, null while the device says it has no network. */
    | { readonly state: 'offline'; readonly retryAt: number | null }
    | { readonly state: 'connecting' }
    | {
        readonly state: 'syncing';
        readonly connection: 'online' | 'slow';
        readonly done: number;
        readonly total: number;
        /** 0 to 1. */
        readonly progress: number;
        readonly doing: 'sending' | 'receiving';
        /** How many records of which kind came since this round began, or still have something to be sent. */
        readonly byKind: Readonly<Record<string, number>>;
      }
    /** Everything is here and nothing waits to be sent. */
    | { readonly state: 'completed'; readonly connection: 'online' | 'slow' }
    /**
     * Connected, edits are under way, but for those of `heldBack` records, which the relay turned away; absent where
     * there are none.
     */
    | { readonly state: 'idle'; readonly connection: 'online' | 'slow'; readonly heldBack?: number }
    /** Trying again alone will not help. */
    | { readonly state: 'error'; readonly problem: SyncProblem }
  );

/** How far one record's edits have come (rows N1 and S3). */
export type RecordSync =
  | { readonly step: 'unsaved' }
  /** `heldBack` is the code with which the relay turned the record away; it is tried again, seldom. */
  | { readonly step: 'device'; readonly edits: number; readonly heldBack?: number }
  /** `legacy` is absent where the shop has no bridge to a legacy system, or where nobody knows. */
  | { readonly step: 'relay'; readonly legacy?: LegacyStep };

/** How much somebody cares about a record: what is sent first, and what stays on the device longest. */
export type Priority = 'low' | 'normal' | 'high' | 'critical';

/** Why a try to send a record did not go through. */
export type FailureReason =
  /** The relay closed the record with this final code. */
  | { readonly kind: 'refused'; readonly code: number }
  /** Connected, and no acknowledgement came in time. */
  | { readonly kind: 'no-answer' }
  /** One edit alone is larger than the relay takes. */
  | { readonly kind: 'too-large' }
  /** This device could not read or write what is to be sent. */
  | { readonly kind: 'storage' };

/** Where a record of the queue stands (row S9). Times of tries are this machine's milliseconds. */
export type QueueState =
  /** Waits for a connection, or for its turn. */
  | { readonly step: 'pending' }
  | { readonly step: 'sending' }
  /** The last try did not go through; the next is made at `nextTryAt`, or, when that is null, on the next connection. */
  | {
      readonly step: 'failed';
      readonly reason: FailureReason;
      readonly tries: number;
      readonly nextTryAt: number | null;
    }
  /** The relay turned the record away with a code that says "do not come back"; it is tried all the same. */
  | {
      readonly step: 'held-back';
      readonly code: number;
      readonly tries: number;
      readonly nextTryAt: number | null;
    }
  /** All of it is on the relay's disk since `at`, in corrected milliseconds. */
  | { readonly step: 'done'; readonly at: number }
  /** A person took it back. */
  | { readonly step: 'cancelled'; readonly at: number };

/** A record with unsent edits, or one that lately had some. */
export interface QueuedRecord {
  readonly name: EntityName;
  /** Unsent edits; of a record that is done, those that went up. */
  readonly edits: number;
  readonly bytes: number;
  /** When the oldest of them was made, in corrected milliseconds. */
  readonly since: number;
  readonly priority: Priority;
  readonly state: QueueState;
}

/** What became of unsent edits that a person took back. */
export interface TakenBack {
  /** Edits that had not left this device: they are put aside, and the record is what it was without them. */
  readonly takenBack: number;
  /** Edits that the relay has, or may have: they cannot be taken back, and stay in the queue until it says so. */
  readonly sent: number;
}

/** Edits that a person took back, kept for a month. */
export interface DiscardedEdits {
  readonly id: string;
  readonly name: EntityName;
  /** When they were taken back, in corrected milliseconds. */
  readonly at: number;
  readonly edits: number;
  readonly bytes: number;
  /** The record as it would be with them, as far as this device has it; null for what holds nothing to show. */
  readonly row: Row | null;
  /** The edits themselves, as Yjs updates in their order. */
  readonly updates: readonly Uint8Array[];
}

/** What became of a file of unsent edits. */
export interface TakenIn {
  /** Edits that are unsent on this device now, and in how many records. */
  readonly edits: number;
  readonly records: number;
  /** Edits that this device had already. */
  readonly known: number;
  /** Edits of records that were erased: nothing of them is kept. */
  readonly erased: number;
}

export interface RefusedEdit {
  readonly name: EntityName;
  readonly field: string;
  readonly rule: string;
  readonly at: number;
  /** Under which it is kept at the relay, to be applied or discarded there; absent when it is kept nowhere. */
  readonly id?: string;
  /** JSON of what was written; empty where it is too long for the wire. */
  readonly value?: string;
  /** How many elements, or pieces of a text, it was. */
  readonly count?: number;
}

/** What became of an undo or a redo. */
export type UndoEnd =
  /** `kept` are the fields of the step that stay as they are. */
  | { readonly type: 'done'; readonly kept: readonly KeptField[] }
  /** Nothing of the step could be taken; the next one can be tried. */
  | { readonly type: 'kept'; readonly kept: readonly KeptField[] }
  | { readonly type: 'nothing' };

export interface KeptField {
  readonly field: string;
  readonly why:
    /** Somebody else has written it since. */
    | 'overtaken'
    /** The edit settled values that disagreed; they do not come back by one write. */
    | 'settled'
    /** The former value may not be written. */
    | 'not-allowed';
}

/** This person's own edits of an open record since it was opened, as one stack in the order of time; never another's. */
export interface RecordHistory {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  undo(): UndoEnd;
  redo(): UndoEnd;
  /** What is typed from here on is a step of its own, such as when another field is entered. */
  boundary(): void;
}

/**
 * A document that is open in this tab. When unsent edits of it are taken back, it begins anew: `doc`, `awareness`,
 * `entity` and `history` are other objects from then on, and `subscribe` tells. Read them when they are needed, and bind an editor again
 * when `doc` is another.
 */
export interface OpenRecord {
  readonly name: EntityName;
  readonly doc: Y.Doc;
  /** Carets, and who is in which field: `{ user: { id, name, color }, field }`. */
  readonly awareness: Awareness;
  /** Typed access: get, set, texts, ledgers. */
  readonly entity: EntityDocument;
  readonly history: RecordHistory;
  /** Resolves when what this device holds of it is loaded; never waits for the network. */
  readonly loaded: Promise<void>;
  /** True once the relay's content arrived on the present connection. */
  readonly live: boolean;
  /** True once the relay said, on the present connection, that for this user there is no such record, or no room for it. */
  readonly turnedAway: boolean;
  /**
   * False while only the row is on this device, to make room, and nothing has come from the relay yet: the document is
   * empty then and not to be edited.
   */
  readonly isHere: boolean;
  row(): Row;
  /** Called after every change of content, liveness or sync step. */
  subscribe(changed: () => void): () => void;
  /** Gives it back; when the last holder did and all is acknowledged, it is folded into the vault. */
  close(): void;
}

export interface Replica {
  readonly shop: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: string };

  /** The shop's locations, as the relay told them last; `subscribeStatus` tells when they are others. */
  locations(): ShopLocations;

  status(): ReplicaStatus;
  subscribeStatus(changed: () => void): () => void;

  /** Rows of a kind, filtered and in order. Reads this device only (row S7), as all that follows up to `subscribeRows`. */
  rows(query: RowQuery): RowsFound;
  row(name: EntityName): Row | undefined;
  /** How many rows have which value of a field; null counts those with nothing in it. */
  counts(query: CountQuery): ReadonlyMap<Value, number>;
  /** The records that refer to one, newest first: the devices of an order, the orders of a client. */
  referring(query: ReferringQuery): readonly Row[];
  /** Finds records of all kinds as one types (rules FIND-1 and following). */
  search(query: SearchQuery): SearchResult;
  /** False until the vault's rows of every kind are in memory; lists may be read before. */
  readonly rowsLoaded: boolean;
  /** Tells when rows, counts or references of a kind may be different. */
  subscribeRows(kind: string, changed: () => void): () => void;
  /** Tells when a search may find something else. */
  subscribeSearch(changed: () => void): () => void;

  /** Opens a record, one that exists or a new one. Two opens of one name share one document. */
  open(name: EntityName): OpenRecord;
  /** A fresh name for a new record. */
  freshName(kind: string): EntityName;
  /**
   * A number for a new order that no other device is given (rule NUMBER-4), with or without a network; undefined when
   * this device has none left. Whoever takes one and does not use it leaves a gap.
   */
  takeNumber(): Promise<string | undefined>;
  recordSync(name: EntityName): RecordSync;
  pendingNames(): readonly EntityKey[];
  subscribePending(changed: () => void): () => void;

  /** Records with unsent edits, the one that is sent first first; then those that were done in the last ten minutes. */
  queue(): readonly QueuedRecord[];
  subscribeQueue(changed: () => void): () => void;
  /** Tries to send a record, or all, again now, as if for the first time. */
  retry(name: EntityName): void;
  retryAll(): void;
  /**
   * Takes the unsent edits of a record back, as far as they have not left this device: the record is what it was without
   * them, here and in every tab. What was taken back is kept for a month. Rejects when this device cannot store that.
   */
  cancel(name: EntityName): Promise<TakenBack>;
  /** What was taken back, the newest first. */
  discarded(): Promise<readonly DiscardedEdits[]>;
  /** Makes edits that were taken back unsent again, as they were. */
  restoreDiscarded(id: string): Promise<void>;
  /** Lets go of edits that were taken back, for good. */
  forgetDiscarded(id: string): Promise<void>;

  /** Everything unsent as the text of a file (docs/unsent-edits.md). */
  unsentFile(): Promise<string>;
  /**
   * Takes in the text of such a file: what it holds and this device has not is unsent here. Rejects with `BadUnsentFile`, or
   * when this device cannot store it; nothing was taken in then.
   */
  takeInUnsent(file: string): Promise<TakenIn>;

  /** What of the shop stays on this device. */
  readonly keeping: Kept;

  /** Everybody in the shop right now, this session included. */
  present(): readonly Present[];
  subscribePresence(changed: () => void): () => void;
  /** Tells the shop where this session is. */
  here(place: { readonly at: EntityName | null; readonly field: string; readonly idle: boolean }): void;

  refused(): readonly RefusedEdit[];
  dismissRefused(edit: RefusedEdit): void;
  /** Those of this user that somebody applied or discarded since this tab is open, until they are put away; how, the relay tells over HTTP. */
  answered(): readonly RefusedEdit[];
  dismissAnswered(): void;

  /** What was erased at the relay since this device has been there: records, of which nothing is here any more, and files. */
  erased(): Promise<{ readonly names: readonly EntityKey[]; readonly files: readonly FileId[] }>;
  /** Tells when there is more of it. */
  subscribeErased(changed: () => void): () => void;
  /** Tells that the relay's list of refused edits that this user may see is another (rule QUAR-7). */
  subscribeRefusedInShop(changed: () => void): () => void;

  /** Tries to connect now and sends and fetches everything, or one kind; resolves when done, rejects when it cannot. */
  syncNow(kind?: string): Promise<void>;
  /**
   * One record alone, both ways: afterwards it is the same here and on the relay's disk. Rejects with `SyncFailed` when there
   * is no connection, or the relay turns the record away.
   */
  syncRecord(name: EntityName): Promise<void>;
  /** Corrected milliseconds. */
  now(): number;
  /** Saves what is unsaved if it can, and lets go of everything. */
  stop(): Promise<void>;
}
