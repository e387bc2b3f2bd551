/**
 * The relay's port towards HTTP, the command line and tests: sockets in, local writes in, rows out. What happens
 * inside is rooms (one per open document), connections (one per socket) and the store.
 */
import type { WebSocket } from 'ws';
import type { Author, EntityId, EntityName, KindName, ShopId } from '../../shared/lib/ids.ts';
import type { Change, Through } from '../../shared/document/history/change.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Connections, ConnectionTold } from '../../shared/operator/told.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { Row } from '../../shared/document/types.ts';
import type { Role } from '../../shared/schema/field.ts';
import type { Identity } from '../auth/identity.ts';
import type { Erasure } from '../store/erasure-store.ts';
import type { Accepted } from './accept-loss.ts';
import type { Drained } from './drain.ts';
import type { LegacySteps } from './legacy-steps.ts';
import type { DoneOperation } from '../store/program-store.ts';
import type { Whose } from './sockets.ts';
import type { DocumentName, LogEntry, Quotas, Seq, Settlement, StoredRefused, User } from '../store/store.ts';

/** Bounds on what one socket can cost; the table with reasons is in docs/SPEC.md, section LIMIT. */
export interface RelayLimits {
  /** Largest frame after login, in bytes. */
  readonly maxFrame: number;
  /** Largest first frame, and largest sum of bytes before login. */
  readonly maxHello: number;
  /** How long a socket may stay silent before its hello, in milliseconds. */
  readonly helloTimeout: number;
  /** Bytes waiting for a slow reader before it is cut back to catch-up. */
  readonly maxQueued: number;
  /** Documents one socket may have open. */
  readonly maxChannels: number;
  /** Milliseconds between heartbeats; a socket that answered none for two of them is closed. */
  readonly heartbeat: number;
  /** How long a room without listeners stays in memory, in milliseconds. */
  readonly unloadAfter: number;
  /** How long nobody uses an open record's document before it is kept as bytes, in milliseconds; up to twice that. */
  readonly restAfter: number;
  /** The largest document that is kept as bytes while nobody uses it. */
  readonly maxResting: number;
  /** Log entries after the snapshot that make a room compact while it is open. */
  readonly compactTail: number;
  /** About how many bytes of items a catch-up page holds. */
  readonly pageBytes: number;
  /** Rooms without listeners that are kept in memory at most; the oldest goes first. */
  readonly maxIdleRooms: number;
  /** Log entries after the snapshot that a room which goes quiet folds. */
  readonly compactQuiet: number;
  /** Milliseconds between two rows that are computed of a room that is being written. */
  readonly rowEvery: number;
  /** How long reading a document from the store may take, in milliseconds. */
  readonly loadWithin: number;
  /** Bytes of one channel's updates that wait for what they build on. */
  readonly maxWaiting: number;
  /** Bytes of one socket's updates that are not on disk yet, before no more is read from it. */
  readonly maxUnstored: number;
  /** Messages one socket may send in a second, over ten seconds. */
  readonly messagesPerSecond: number;
  /** Milliseconds that the relay works for one socket before it lets the others have their turn. */
  readonly workSlice: number;
  /** Milliseconds of work that one socket may cost at once; then it gets half of the time. */
  readonly workBurst: number;
  /** Milliseconds of work above a tenth of the time, after which a socket is closed. */
  readonly workTotal: number;
  /** Milliseconds between two broadcasts of presence, in a room or in the shop. */
  readonly presenceEvery: number;
  /** How long draining may wait for the store and for sockets to close, in milliseconds. */
  readonly drainWithin: number;
}

export interface RelayStats {
  readonly sockets: number;
  readonly rooms: number;
  /** Rooms whose document is kept as bytes (rule ROOM-17). */
  readonly resting: number;
  /** Sockets that have not read what they were sent, and how many bytes that is in all. */
  readonly behind: { readonly connections: number; readonly bytes: number };
}

/** Which connections somebody asks for. */
export interface ConnectionQuery {
  readonly shop?: ShopId;
  readonly user?: Author;
  readonly limit: number;
}

/** A row and what it is a row of. */
export interface VersionedRow extends Row {
  /** The number of the record's newest entry in the log that is in it. */
  readonly version: Seq;
}

/** What the history of a record says of a local write. */
export interface WriteOptions<T = unknown> {
  /** Through what it came; by its author when absent. */
  readonly through?: Through;
  /** What its author may do; what the store says of the user when absent. */
  readonly role?: Role;
  /** Who asked with a token: looked at again in the turn of the write. */
  readonly by?: Identity;
  /** What is told beside what it changed. */
  readonly notes?: readonly Change[];
  /** An edit that was written back, and is settled in the commit of this one, unless any of this one is refused. */
  readonly settles?: LogEntry['settles'];
  /** The operation that it is, by what `change` returned: noted as done in its commit, unless any of it is refused. */
  readonly operation?: (result: T) => DoneOperation;
  /** Its writer had not seen all that is there: what they say they saw was judged by `change` (rule BASE-4). */
  readonly late?: boolean;
}

/** Who says what somebody may do: whoever shows a token, the operator, or an identity provider. */
export type Says = Identity | 'operator' | 'provider';

export interface Relay {
  /** Takes a socket of the multiplexed protocol; its first message must be a hello. Calls `signedIn` once it was accepted. */
  accept(socket: WebSocket, signedIn?: () => void): void;
  /** Takes a socket of a stock y-websocket client whose token was already verified. */
  acceptPlain(socket: WebSocket, name: DocumentName, identity: Identity): void;

  /**
   * Writes one record as `author`, through the same path as an edit that came over a socket: integrated, checked,
   * logged, broadcast. Resolves with what `change` returned once it is on disk.
   * @throws Refused when any of it was written back, or the author may not read such a record.
   * @throws RightsEnded when whoever asked is not any more what they were.
   * @throws ShopFull when the shop's log has all the bytes that it may have.
   */
  write<T>(
    name: DocumentName,
    author: Author,
    change: (entity: EntityDocument) => T,
    options?: WriteOptions<T>,
  ): Promise<T>;

  /**
   * What its author writes from now on is another edit. Resolves when all that came before is stored with this one.
   * @throws StoreUnavailable
   */
  endRefused(edit: Pick<StoredRefused, 'name' | 'id'>): Promise<void>;

  /** Settles an edit that was written back; false when it is not open any more. */
  settleRefused(
    edit: Pick<StoredRefused, 'name' | 'id' | 'author'>,
    settlement: Settlement,
  ): Promise<boolean>;

  /**
   * Stores what a user may do, and closes every socket of theirs: from then on nothing is taken from them, and no byte goes
   * to them, but as what they are now (rule AUTH-11).
   */
  saveUser(user: User): Promise<void>;
  /**
   * Saves what `change` makes of a user as they are in that moment: one change of people is done after the other. `by` is who says it,
   * the operator unless told otherwise; a token is looked at again in the same turn. What is said by anybody but a provider is the
   * shop's own word, of that moment (rule OIDC-12). A line of the audit tells it (rule AUDIT-4).
   * @throws RightsEnded and whatever `change` throws; then nothing was saved.
   */
  changeUser(
    shop: ShopId,
    id: Author,
    change: (before: User | undefined) => Promise<User>,
    by?: Says,
  ): Promise<User>;

  /**
   * Closes what is open of a shop, of one user or of one device that somebody signed in on. Who is being let in at that moment
   * is not; a shop stays closed until `reopen`.
   */
  cut(whose: Whose, why: CloseName): void;
  reopen(shop: ShopId): void;
  /** Closes one connection, or all of a user's, which may come back at once; how many that were. */
  disconnect(shop: ShopId, whose: { readonly session: string } | { readonly user: Author }): number;
  /** The connections that are open: who is furthest behind first, then who came first. */
  connections(query: ConnectionQuery): Connections;
  connectionsOf(shop: ShopId): number;
  /** Who has a record open. */
  inRecord(name: DocumentName): readonly ConnectionTold[];
  /** Bounds a shop from now on; what is open and stored already stays. */
  limit(shop: ShopId, quotas: Quotas): void;

  /**
   * Looks again at what the store says of a shop's locations: whoever is there is told, or comes back as what they may see now where
   * it began to keep them apart, or stopped. To be called once at the start for each shop that has any. @throws StoreUnavailable
   */
  locate(shop: ShopId): Promise<void>;

  /** Takes a shop away with everything that is stored of it: its people are cut off, and its records are not opened any more. */
  removeShop(shop: ShopId): Promise<boolean>;

  /**
   * Erases these records: their rooms end, and nobody comes in while `work` reads what was written and says what is kept.
   * Whoever follows the shop is told.
   * @throws StoreUnavailable; then nothing of it was erased.
   */
  erase(shop: ShopId, names: readonly EntityName[], work: () => Promise<Erasure>): Promise<void>;

  /** Ends the mark of a damaged record; who has it open is told to come back. @throws StoreUnavailable */
  acceptLoss(name: DocumentName): Promise<Accepted>;

  /** Fresh rows of a kind in the order of ids, and the id to go on from, or undefined at the end. */
  rows(
    shop: ShopId,
    kind: KindName,
    page: { readonly after?: string; readonly places?: readonly string[]; readonly limit: number },
  ): Promise<{ readonly rows: readonly VersionedRow[]; readonly next: EntityId | undefined }>;
  row(name: DocumentName): Promise<VersionedRow | undefined>;

  /** Tells that records of a kind moved in a shop by more than their texts, once that is on disk. The answer ends it. */
  watch(watcher: (shop: ShopId, kind: string) => void): () => void;
  /** Where the bridge says how far records have come into a legacy system (section LEGACY). */
  readonly legacy: Pick<LegacySteps, 'begin' | 'known' | 'reached' | 'end' | 'version' | 'records'>;

  stats(): RelayStats;
  /** Refuses new sockets, commits what is queued, folds rooms, closes every socket with `draining`. */
  drain(): Promise<Drained>;
}
