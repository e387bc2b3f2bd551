/**
 * The relay's storage port. What an implementation promises is the contract suite in `store.contract.ts`, run
 * on every implementation. Nothing outside this port may assume that this process is the only writer.
 *
 * A shop's log is one sequence: entry n+1 commits after entry n, so a reader that has seen up to a number has
 * seen everything below it (rule STORE-1).
 */
import type {
  Author,
  EntityId,
  EntityKey,
  EntityName,
  FileId,
  KindName,
  ShopId,
} from '../../shared/lib/ids.ts';
import type { RefusalRule } from '../../shared/document/types.ts';
import type { Through } from '../../shared/document/history/change.ts';
import type { NumberRange, NumberSeries } from '../../shared/lib/order-number.ts';
import type { Role } from '../../shared/schema/field.ts';
import type { AccountStore, SaidHere } from './account-store.ts';
import type { ErasureStore, Gone } from './erasure-store.ts';
import type { DoneOperation, ProgramStore } from './program-store.ts';
import type { ReplicaStore } from './replica-store.ts';
import type { SecretStore } from './secret-store.ts';

/**
 * A number in a shop's log; 0 is before the first entry. Numbers grow, not always by one: entries have even
 * numbers, and an odd one is only ever a cursor in the middle of a catch-up (see `cursor.ts`). A cursor is handed
 * back as it came and never made up from another number, except from the number of an entry that is known to
 * end all that its holder has.
 */
export type Seq = number;

export interface DocumentName extends EntityName {
  readonly shop: ShopId;
}

/** A Yjs client id and the user whom its edits belong to, for one document (rule ROOM-3). */
export interface ClientClaim {
  readonly client: number;
  readonly user: Author;
}

/** How far a claimed client's edits go: the clock after its last. */
export interface ClientReach {
  readonly client: number;
  readonly clock: number;
}

/** A claim as it is kept. */
export interface StoredClaim extends ClientClaim {
  /** How far its owner's edits went, whatever of them was lost since; null where nothing came since that is noted. */
  readonly reach: number | null;
}

export interface LogEntry {
  readonly name: DocumentName;
  /** A Yjs update (V1) that the relay has integrated. */
  readonly update: Uint8Array;
  readonly author: Author;
  /** The relay's time, in milliseconds. */
  readonly at: number;
  /** Through what it came. */
  readonly through: Through;
  /** Client ids that are seen for the first time in this entry. */
  readonly claims: readonly ClientClaim[];
  /** How far those go now that wrote in it, also those that are seen for the first time (rule STORE-26). */
  readonly reached?: readonly ClientReach[];
  /** What it changed, as JSON of `HistoryEntry.changes`; absent where there is nothing to tell but texts (rule STORE-16). */
  readonly changes?: string;
  /** What was written back of it (rule STORE-18). */
  readonly refused?: readonly RefusedEdit[];
  /**
   * An edit that was written back before, and is settled with it, in its own commit (rule STORE-18). One that is not open
   * takes no entry with it: nothing of the call is stored.
   */
  readonly settles?: { readonly id: string; readonly author: Author; readonly settlement: Settlement };
  /** An operation of a program that is done with it (rule STORE-70). */
  readonly operation?: DoneOperation;
  /** Secrets of the record that are over with it (rule STORE-22). */
  readonly destroys?: readonly string[];
  /** The row after this entry as JSON, where the writer has it at hand; else the stored row becomes stale. */
  readonly row?: string;
}

/** What is said of an entry of the log beside its bytes. */
export interface LogMark {
  readonly seq: Seq;
  readonly author: Author;
  readonly at: number;
  readonly through: Through;
}

export interface StoredDocument {
  /** The snapshot, if there is one, then the updates after it in log order. Applied in this order they are the document. */
  readonly updates: readonly Uint8Array[];
  /** Of those of `updates` that are after the snapshot, one for each. */
  readonly marks: readonly LogMark[];
  /** The last log entry contained in `updates`. */
  readonly head: Seq;
  /** The last log entry folded into the snapshot; 0 when there is none. Handed back to `compact`. */
  readonly snapshot: Seq;
  readonly claims: readonly StoredClaim[];
  /** Rows of this document that are missing or failed their checksum; empty for a healthy one (rules STORE-4, STORE-5). */
  readonly damage: readonly Damage[];
}

export interface Damage {
  readonly kind: 'missing' | 'checksum';
  readonly what: 'log' | 'snapshot';
  readonly seq: Seq;
}

export interface PageQuery {
  readonly shop: ShopId;
  /** Documents whose newest entry is after this number. */
  readonly after: Seq;
  /** Only these kinds; all when absent. A cursor is good for the kinds it was fetched with, and for fewer. */
  readonly kinds?: readonly KindName[];
  /** Kinds that are left out, as if nothing of them were stored (rule READ-2). */
  readonly without?: readonly KindName[];
  /** Only what is in one of these places, as if nothing else were stored (rule STORE-61); everything when absent. */
  readonly places?: readonly string[];
  /** About how many bytes of items one page may hold before compression; at least one item is always sent. */
  readonly bytes: number;
}

export interface StoredPage {
  /** The cursor after this page: the shop's newest number when there is no more. */
  readonly cursor: Seq;
  readonly more: boolean;
  /** Documents left including this page. */
  readonly remaining: number;
  readonly count: number;
  /** The items as `shared/protocol/page.ts` encodes a page body, compressed where it pays. */
  readonly body: Uint8Array;
  /** What was erased between the two cursors, of whatever kinds; absent when nothing was. To be let go of before the rest is taken in. */
  readonly gone?: Gone;
  /** What left the places that were asked for between the two cursors; absent when nothing did. To be let go of before the rest is taken in. */
  readonly left?: readonly EntityKey[];
}

export interface StoredRow {
  readonly id: EntityId;
  /** JSON; null when no row was ever computed. */
  readonly row: string | null;
  /** Whether log entries came after the row was computed. */
  readonly stale: boolean;
  /** The newest entry of the record. */
  readonly head: Seq;
}

export interface RowsQuery {
  readonly shop: ShopId;
  readonly kind: KindName;
  /** Rows after this id, in the order of ids. */
  readonly after?: string;
  /** Only in one of these places; everywhere when absent. */
  readonly places?: readonly string[];
  readonly limit: number;
}

export interface Snapshot {
  /** The whole document as one update, encoded from a document with garbage collection on. */
  readonly state: Uint8Array;
  /** The last entry that `state` contains; entries above it stay in the log. */
  readonly upTo: Seq;
  /** `StoredDocument.snapshot` as it was when the document was read: the compare of a compare-and-set. */
  readonly replaces: Seq;
  readonly row: string;
  /** What the entries that it takes away tell of texts; stored with it, or not at all. */
  readonly history?: readonly StoredChange[];
  /** How far the edits under these client ids go, for those of which that was not noted (rule STORE-26). */
  readonly reached?: readonly ClientReach[];
  /** Whether what was noted goes back to `reached`: what was lost beyond it is given up. */
  readonly givesUp?: boolean;
}

/** Where an entry stands in the history of its record. */
export interface HistoryPlace {
  /** The log entry that it was, or ended with. */
  readonly version: Seq;
  /** Tells those of one version apart. */
  readonly part: number;
}

/** An entry of a record's history. */
export interface StoredChange extends HistoryPlace {
  readonly at: number;
  readonly author: Author;
  readonly through: Through;
  /** JSON of `HistoryEntry.changes`. */
  readonly changes: string;
}

/** An edit that was written back, for who may apply or discard it. */
export interface RefusedEdit {
  /** Unique in its shop. */
  readonly id: string;
  readonly field: string;
  readonly rule: RefusalRule;
  /** JSON of what was written. */
  readonly value: string;
  /** It is no more than a word for that, which was too long to be kept or cannot be shown: nothing to be written anywhere. */
  readonly cut?: true;
  /** How many elements, or pieces of a text, it was. */
  readonly count: number;
  readonly author: Author;
  readonly role: Role;
  readonly through: Through;
  readonly at: number;
}

export type RefusedState = 'open' | 'applied' | 'discarded';

/** What became of one, by whom and when. */
export interface Settlement {
  readonly state: Exclude<RefusedState, 'open'>;
  readonly by: Author;
  readonly at: number;
}

export interface StoredRefused extends RefusedEdit {
  /** Its place in the list, to go on from. */
  readonly n: number;
  readonly name: DocumentName;
  readonly state: RefusedState;
  readonly settled?: { readonly by: Author; readonly at: number };
}

export interface InReviewQuery {
  readonly shop: ShopId;
  /** Kinds that are left out. */
  readonly without: readonly KindName[];
  /** Only in one of these places; everywhere when absent. */
  readonly places?: readonly string[];
  readonly limit: number;
}

export interface InReview {
  /** Records whose row says that fields of them are in review. */
  readonly asking: readonly (EntityName & { readonly fields: readonly string[] })[];
  /** Records whose row is behind or missing: whether they ask is not known. */
  readonly stale: readonly EntityName[];
}

export interface RefusedQuery {
  readonly shop: ShopId;
  readonly author?: Author;
  readonly state?: RefusedState;
  readonly id?: string;
  /** Older ones than this place. */
  readonly before?: number;
  /** Kinds that are left out. */
  readonly without?: readonly KindName[];
  /** Only of records in one of these places, or of none that is stored; everywhere when absent. */
  readonly places?: readonly string[];
  readonly limit: number;
}

export type HistoryQuery = { readonly name: DocumentName } & (
  | { readonly before?: HistoryPlace; readonly limit: number }
  /** All that came after a moment, or after a version. */
  | { readonly since: number }
  | { readonly after: Seq }
);

/** A record and part of its history, as of one moment of the store. */
export interface StoredHistory {
  readonly document: StoredDocument;
  /** The newest first. */
  readonly entries: readonly StoredChange[];
  /** Whether there are older ones. */
  readonly more: boolean;
  /** How many of those that were asked for cannot be read any more. */
  readonly lost: number;
}

/** What fields of another record follow from: of one record, kept so that it is known what it was before. */
export interface Fact extends EntityName {
  /** The record whose fields follow from it. */
  readonly target: EntityId | null;
  /** JSON. */
  readonly value: string;
}

export type FactsQuery = { readonly shop: ShopId } & (
  | { readonly names: readonly EntityName[] }
  /** Of records of a kind that have one of these as their target. */
  | { readonly kind: KindName; readonly targets: readonly EntityId[] }
);

export interface MovedQuery {
  readonly shop: ShopId;
  /** Records whose newest entry is after this number. */
  readonly after: Seq;
  readonly kinds: readonly KindName[];
  /** At most so many; at least one. */
  readonly limit: number;
  /** About how many characters of rows. */
  readonly bytes: number;
}

export interface MovedRecord extends EntityName {
  /** Its newest entry. */
  readonly head: Seq;
  /** The row after that entry as JSON, or null when none is fresh. */
  readonly row: string | null;
}

export interface Moved {
  /** No record that is not in here moved up to this number: where to go on. */
  readonly upTo: Seq;
  readonly more: boolean;
  /** The oldest first, by their newest entries. */
  readonly records: readonly MovedRecord[];
  /** What was erased up to `upTo`, of these kinds or not; absent when nothing was. */
  readonly gone?: Gone;
}

/** How far what is derived has followed a shop. */
export interface Derivation {
  /** All entries up to this one are in the facts; 0 for a shop that was never followed. */
  readonly upTo: Seq;
  /** Records whose derived fields are to be computed. */
  readonly due: readonly EntityName[];
}

/** All of it is stored, or nothing. */
export interface DerivationStep {
  /** It never goes back. */
  readonly upTo?: Seq;
  readonly facts?: readonly Fact[];
  /** Become due. */
  readonly due?: readonly EntityName[];
  /** Are due no longer. */
  readonly settled?: readonly EntityName[];
}

/** Why something was turned away, or what the operator did: a closed list. */
export type AuditRule =
  /** It could not be read. */
  | 'undecodable'
  /** It was written under another user's client id, or vouched for one. */
  | 'foreign-client'
  /** It builds on clocks that nobody ever wrote. */
  | 'clock-jump'
  | 'too-large'
  /** Too much at once. */
  | 'flood'
  /** Nothing was turned away: the operator closed a connection, or all of a user's. */
  | 'disconnected'
  /** The operator ended the relay in order, and with it every connection. */
  | 'drained'
  /** The operator looked into a record. */
  | 'looked-into'
  /** Somebody was added, or is what `what` says from then on. */
  | 'rights-given'
  | 'removed'
  /** A device of theirs was signed out for good. */
  | 'device-retired'
  /** An invitation was made for somebody, in the place of an earlier one. */
  | 'invited'
  /** They followed it, on the device that `what` names. */
  | 'invitation-used'
  /** They are not signed in any more on the device that `what` names. */
  | 'sign-in-ended'
  /** Somebody showed a token of that device that had been used before, and it is not signed in any more. */
  | 'token-reused'
  /** The operator suspended the shop, or let it go on. */
  | 'suspended'
  | 'resumed';

export interface AuditLine {
  readonly shop: ShopId;
  /** The relay's time, in milliseconds. */
  readonly at: number;
  /** Who did it. */
  readonly user: Author;
  /** To whom; absent where it was done to nobody. */
  readonly whom?: Author;
  /** The connection that it was done through, or to. */
  readonly session: string;
  readonly through: 'app' | 'plain' | 'rest' | 'operator' | 'provider';
  /** `kind/id`; empty where it was for no record. */
  readonly record: string;
  readonly rule: AuditRule;
  /** How many bytes were turned away; 0 where that is not known. */
  readonly bytes: number;
  /** What was said of `whom`, in words; absent where nothing was. */
  readonly what?: string;
}

export interface StoredAudit extends AuditLine {
  /** Its place: higher is newer. */
  readonly n: number;
}

export interface AuditQuery {
  readonly shop: ShopId;
  /** Only those before this place. */
  readonly before?: number;
  readonly limit: number;
}

export interface User {
  readonly shop: ShopId;
  readonly id: Author;
  readonly name: string;
  readonly role: Role;
  /** Their tokens open nothing any more (rule AUTH-11). */
  readonly revoked?: true;
  /** The ids of the locations that they belong to; all when absent, and never empty. */
  readonly locations?: readonly string[];
}

/** A place of a shop's, as its records name it. */
export interface ShopLocation {
  /** As it stands in records; it never changes. */
  readonly id: string;
  readonly name: string;
}

/** A shop as its operator sees it. */
export interface StoredShop {
  readonly shop: ShopId;
  readonly title: string;
  /** Nobody of the shop comes in until it is taken up again (rule SHOP-2). */
  readonly suspended?: true;
  /** What bounds it; absent where nothing does (rule SHOP-5). */
  readonly quotas?: Quotas;
  /** Who belongs to some locations sees their records only (section PLACE). */
  readonly apart?: true;
  /** It is half made or half gone, and suspended until that is over (rules SHOP-4, SHOP-7). */
  readonly unfinished?: UnfinishedShop;
  /** Of one that was imported: what its devices know it by, in the place of the store's, and until when it takes back what they have. */
  readonly epoch?: string;
  readonly takesBackUntil?: number;
  /** When it was made, in milliseconds; absent where nobody knows. Tokens from before open nothing of it (rule AUTH-22). */
  readonly made?: number;
}

/** What is under way with a shop, or was when the relay was killed. */
export type UnfinishedShop = 'importing' | 'removing';

/** A shop that begins with what a file says. */
export interface BegunShop {
  readonly shop: ShopId;
  readonly title: string;
  readonly epoch: string;
  /** Its log goes on behind this number. */
  readonly seq: Seq;
  readonly takesBackUntil: number;
  /** The moment, in milliseconds. */
  readonly made: number;
  readonly quotas: Quotas;
}

/** Bounds of one shop; each is absent where there is none. */
export interface Quotas {
  /** People who were not removed. */
  readonly users?: number;
  /** Connections at once. */
  readonly sockets?: number;
  readonly records?: number;
  /** Bytes of its log. */
  readonly bytes?: number;
}

export interface Store extends SecretStore, ErasureStore, ReplicaStore {
  /** How people sign in. */
  readonly accounts: AccountStore;
  /** Of programs that take part over HTTP. */
  readonly programs: ProgramStore;
  /** A random id, made with the store and changed by a restore. A replica that knows another one starts again from 0. */
  readonly epoch: string;

  /**
   * Until when, in milliseconds of the relay's time, it takes back from people's devices what a restore lost; 0 for a store that
   * was never restored.
   */
  readonly takesBackUntil: number;

  /**
   * Appends in the given order and answers the number of each entry once all of them are on disk (fsync). Either
   * all or none are stored. Calls made while a commit is running share the next one. The shop must exist.
   * @throws StoreUnavailable when the disk is full or broken; nothing was acknowledged then. Every write that was
   * asked for before the first caller heard of it fails as well, so an entry is never stored behind one that was refused.
   */
  append(entries: readonly LogEntry[]): Promise<readonly Seq[]>;

  /**
   * The document as stored, or undefined when no entry was ever appended to it. Every read sees all that was
   * acknowledged before it was asked for.
   * @throws Erased when its name is burnt.
   * @throws StoreUnavailable as every read does when the disk cannot be read.
   */
  load(name: DocumentName): Promise<StoredDocument | undefined>;

  /** What moved after a cursor, oldest first; built without making a Yjs document. */
  page(query: PageQuery): Promise<StoredPage>;

  /** The newest number of a shop's log; 0 for a shop without entries. */
  head(shop: ShopId): Promise<Seq>;

  rows(query: RowsQuery): Promise<readonly StoredRow[]>;
  row(name: DocumentName): Promise<StoredRow | undefined>;
  /** Keeps a row computed from the document as of entry `upTo`; ignored when a newer one is there. */
  saveRow(name: DocumentName, row: string, upTo: Seq): Promise<void>;

  /**
   * Folds entries up to `upTo` into a snapshot, unless another one was stored meanwhile (`stale`: rule STORE-6). It
   * also says that damage up to `upTo` is healed or given up: do not compact a damaged document before that.
   */
  compact(name: DocumentName, snapshot: Snapshot): Promise<'compacted' | 'stale'>;

  /** Undefined when no entry was ever appended to the document. What its log tells of texts is not in it before a compaction. */
  history(query: HistoryQuery): Promise<StoredHistory | undefined>;
  /** Forgets what is older than a moment of the relay's time, a part of it at a time; how many entries that were, 0 at the end. */
  forgetHistory(before: number): Promise<number>;

  /** What asks a person, as far as rows tell; it costs what it answers. */
  inReview(query: InReviewQuery): Promise<InReview>;

  /** Edits that were written back, the newest first. */
  refused(query: RefusedQuery): Promise<readonly StoredRefused[]>;
  /** False when there is no such open edit. */
  settleRefused(shop: ShopId, id: string, settlement: Settlement): Promise<boolean>;

  /** Notes what was turned away; of each shop the newest 5,000 of the last 90 days are kept (rule STORE-24). */
  noteAudit(lines: readonly AuditLine[]): Promise<void>;
  /** The newest first. */
  audit(query: AuditQuery): Promise<readonly StoredAudit[]>;

  /**
   * Hands out the next `count` numbers of a series of the shop's, once they are on disk as handed out (fsync). No two
   * calls are ever answered with the same number; what nobody heard of is skipped (rule STORE-20). The shop must exist.
   * @throws StoreUnavailable
   */
  leaseNumbers(shop: ShopId, series: NumberSeries, count: number): Promise<NumberRange>;

  /** Which records moved after a number, without their bytes. */
  moved(query: MovedQuery): Promise<Moved>;
  facts(query: FactsQuery): Promise<readonly Fact[]>;
  /** At most `limit` of what is due. */
  derivation(shop: ShopId, limit: number): Promise<Derivation>;
  saveDerivation(shop: ShopId, step: DerivationStep): Promise<void>;

  /** Makes the shop, at the moment `made` in milliseconds (0 or absent: nobody knows); one that exists stays as it is. */
  createShop(shop: ShopId, title: string, made?: number): Promise<void>;
  /** Makes a shop that goes on from another's number, marked `importing`; false when there is one of that name (rule SHOP-7). */
  beginShop(shop: BegunShop): Promise<boolean>;
  /** Marks what is under way, which suspends the shop, or says that it is over, which lets its people in; false when there is no such shop. */
  markShop(shop: ShopId, unfinished: UnfinishedShop | undefined): Promise<boolean>;
  hasShop(shop: ShopId): Promise<boolean>;
  shops(): Promise<readonly StoredShop[]>;
  shop(shop: ShopId): Promise<StoredShop | undefined>;
  /** False when there is no such shop, or one that is unfinished and stays suspended. */
  setSuspended(shop: ShopId, suspended: boolean): Promise<boolean>;
  /** False when there is no such shop. */
  setQuotas(shop: ShopId, quotas: Quotas): Promise<boolean>;
  /** False when there is no such shop. */
  setApart(shop: ShopId, apart: boolean): Promise<boolean>;
  /** By name. */
  locations(shop: ShopId): Promise<readonly ShopLocation[]>;
  /** Adds one, or gives it another name; false when there is no such shop. */
  saveLocation(shop: ShopId, location: ShopLocation): Promise<boolean>;
  /** Not one that a record or somebody is of. */
  removeLocation(shop: ShopId, id: string): Promise<'removed' | 'unknown' | 'used'>;
  /** Where a record is, as its newest row says (rule STORE-60); undefined when it is not stored. */
  place(name: DocumentName): Promise<string | undefined>;
  /** Where the records are whose rows show a file. */
  filePlaces(shop: ShopId, file: FileId): Promise<readonly string[]>;
  /** Records that are stored, deleted ones too and erased ones not. */
  recordCount(shop: ShopId): Promise<number>;
  /** How many bytes its log and snapshots are, as they lie there; kept, not counted. */
  logBytes(shop: ShopId): Promise<number>;
  /** Takes a shop away with everything in it, its people and what they sign in with; `scrub` then writes the file anew (rule STORE-43). */
  removeShop(shop: ShopId): Promise<boolean>;
  /** `said` is when the shop itself said what they may do; without it, what it said before holds. */
  saveUser(user: User, said?: SaidHere): Promise<void>;
  user(shop: ShopId, id: Author): Promise<User | undefined>;
  users(shop: ShopId): Promise<readonly User[]>;

  /** Whether it can read and write right now; what `/health` answers from. */
  healthy(): Promise<boolean>;
  /** Commits what is queued and closes. */
  close(): Promise<void>;
}

/** The store cannot keep anything right now: disk full, I/O error, closed. Nothing of the call was stored. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
