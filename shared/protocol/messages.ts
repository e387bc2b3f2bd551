/**
 * Everything that Solder's replicas and relay say to each other, as two unions: `Up` (replica to relay) and
 * `Down` (relay to replica). `codec.ts` turns them into frames. Peers are untrusted after decoding, too: a field
 * holds what its type says and nothing more is promised.
 *
 * A frame is `channel, kind, payload`. Channel 0 carries the messages below. Any other channel is a document
 * that was opened on this socket: its payload is, byte for byte, a y-websocket message. The relay chooses the
 * channel number, one per room and the same for every socket, so that one frame serves all who listen.
 */
import type { CloseCode, ErrorKind } from './codes.ts';
import type { AskLegacy, LegacyNews } from './legacy.ts';

/** The first message on a socket. Nothing else is read before it was accepted. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** `schemaName` of the sender: rows made by an equal schema need not be made again, and one that is too old is turned away. */
  readonly schema: string;
  readonly token: string;
  /** What catching up starts from; absent for a socket that only opens documents. */
  readonly follow?: Follow;
}

export interface Follow {
  /** The store's epoch that `cursor` belongs to; empty on a first connection. */
  readonly epoch: string;
  readonly cursor: number;
  /** Only these kinds; all when empty. */
  readonly kinds: readonly string[];
}

/** Asks for a document's channel. */
export interface Open {
  readonly type: 'open';
  /** `kind/id`. The shop is the token's. */
  readonly name: string;
  /** Yjs client ids whose edits this replica vouches for as its own user's: this session's, and those of unsent edits. */
  readonly own: readonly number[];
}

export interface Close {
  readonly type: 'close';
  readonly channel: number;
}

/** Asks for the next page. One page answers each request, so the replica sets the pace. */
export interface CatchUp {
  readonly type: 'catch-up';
  readonly cursor: number;
  readonly kinds: readonly string[];
}

/** Where this session is: shown to the shop, never stored. */
export interface Here {
  readonly type: 'here';
  /** `kind/id`, or empty when looking at no record. */
  readonly at: string;
  readonly field: string;
  readonly idle: boolean;
}

export interface Ping {
  readonly type: 'ping';
  /** Given back in the pong as it came. */
  readonly sent: number;
}

/** Asks for numbers that nobody else is given. One may wait for its answer on a socket. */
export interface Lease {
  readonly type: 'lease';
  /** One of `numberSeries`. */
  readonly series: string;
  /** How many; the answer may hold fewer. */
  readonly count: number;
}

/**
 * What a replica tells of itself now and then, for those who look after the shop's devices. Relays older than this message answer
 * an error, which changes nothing.
 */
export interface DeviceState {
  readonly type: 'device';
  /** The replica's own id: the same at every connection, of no meaning elsewhere. */
  readonly id: string;
  /** Records with unsent edits. */
  readonly records: number;
  readonly edits: number;
  /** When the oldest of them was made, in corrected milliseconds; 0 when nothing is unsent. */
  readonly since: number;
}

/**
 * What a replica counted of its syncing since it was made, told beside `device`, of which it has the id. Relays older than this
 * message answer an error, which changes nothing.
 */
export interface Tally {
  readonly type: 'tally';
  readonly id: string;
  /** Since when it counts, in corrected milliseconds. */
  readonly since: number;
  /** Edits that the relay acknowledged. */
  readonly synced: number;
  /** Tries to send a record that did not go through. */
  readonly failed: number;
  /**
   * Milliseconds that the acknowledged edits took, in all: each from when it was made, or from when there was a connection if
   * that was later.
   */
  readonly took: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Questions of concurrent values that were settled on it. */
  readonly settled: number;
  /** When it was last in step with the shop, in corrected milliseconds; 0 for never. */
  readonly lastSync: number;
}

export type Up = Hello | Open | Close | CatchUp | Here | Ping | Lease | DeviceState | AskLegacy | Tally;

/** The hello was accepted. `withheld` follows, and a page at once if the hello asked to follow. */
export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: number;
  readonly schema: string;
  /** This socket's id in presence. */
  readonly session: string;
  readonly shop: string;
  readonly user: string;
  readonly name: string;
  readonly role: string;
  readonly epoch: string;
  /** The relay's clock, in milliseconds. */
  readonly now: number;
  /** The largest frame the relay takes, in bytes. */
  readonly maxFrame: number;
}

/**
 * Kinds of which this user hears nothing on this connection: to them there are none. Comes before the first page. A
 * replica lets go of what it has of them, and fetches what was withheld before and is not any more.
 */
export interface Withheld {
  readonly type: 'withheld';
  readonly kinds: readonly string[];
}

export interface Opened {
  readonly type: 'opened';
  readonly name: string;
  readonly channel: number;
}

/**
 * These client ids, which the sender vouches for or wrote with, are another user's in this document: its channel is closed right
 * after (4403). Nothing that was made under them elsewhere is in it. Replicas older than this message ignore it.
 */
export interface Taken {
  readonly type: 'taken';
  readonly name: string;
  readonly clients: readonly number[];
}

/** A document's channel is closed or was not opened; the socket lives on. */
export interface Closed {
  readonly type: 'closed';
  readonly name: string;
  readonly code: CloseCode;
  readonly reason: string;
}

/**
 * Of the update-bearing messages (sync step 2 and update) sent on a channel since it was opened, the first
 * `count` are on disk and integrated.
 */
export interface Ack {
  readonly type: 'ack';
  readonly channels: readonly { readonly channel: number; readonly count: number }[];
}

/** Documents that moved after the cursor that was asked for. */
export interface Page {
  readonly type: 'page';
  readonly epoch: string;
  /** What to ask from next. */
  readonly cursor: number;
  readonly more: boolean;
  /** Documents left, including those of this page: for progress. */
  readonly remaining: number;
  readonly count: number;
  /** See page.ts. */
  readonly body: Uint8Array;
}

/** Something moved after the last page this socket was sent. Said once until the next catch-up. */
export interface Changed {
  readonly type: 'changed';
  readonly cursor: number;
}

export interface Present {
  readonly session: string;
  readonly user: string;
  readonly name: string;
  readonly at: string;
  readonly field: string;
  readonly idle: boolean;
}

/** Who is in the shop now: everybody when `whole`, else those whose place changed; `left` lists sessions that ended. */
export interface Presence {
  readonly type: 'presence';
  readonly whole: boolean;
  readonly here: readonly Present[];
  readonly left: readonly string[];
}

/** Edits of yours that were written back: the document is already as it was. */
export interface Refused {
  readonly type: 'refused';
  readonly name: string;
  readonly edits: readonly { readonly field: string; readonly rule: string }[];
}

/** One of `Refused`, as it is kept until somebody applies or discards it. */
export interface KeptEdit {
  readonly id: string;
  /** `kind/id` of its record. */
  readonly name: string;
  readonly field: string;
  readonly rule: string;
  /** JSON of what was written; empty where it is too long to be told here. */
  readonly value: string;
  readonly count: number;
  /** The relay's time in milliseconds. */
  readonly at: number;
}

/**
 * What is kept of edits of yours that were written back: right behind `refused`, once more with more in it when they go
 * on, and all that are open after `welcome`. Replicas older than this message ignore it.
 */
export interface Kept {
  readonly type: 'kept';
  readonly edits: readonly KeptEdit[];
}

/**
 * Something moved among the refused edits that this user may see: their own, and all of the shop for those who manage it.
 * What there is, is asked for over HTTP. Replicas older than this message ignore it.
 */
export interface RefusedMoved {
  readonly type: 'refused-moved';
  /** Ids of those that were applied or discarded. */
  readonly settled: readonly string[];
}

/**
 * These records were erased, and these files: whatever is here of them goes, unsent edits too, and nothing of them is taken any
 * more. It is told before the page whose cursor is behind it, and whenever one of them is asked for. Replicas older than this
 * message ignore it.
 */
export interface ErasedRecords {
  readonly type: 'erased';
  /** `kind/id` of each. */
  readonly names: readonly string[];
  /** Ids of files. */
  readonly files: readonly string[];
}

/**
 * The locations of the shop, and whether it keeps them apart: then who is of some of them sees the records of those alone. Comes
 * before the first page, and again when the list is another. A replica lets go of what it has of others, and fetches what it sees
 * now and did not see before. Replicas older than this message ignore it.
 */
export interface Locations {
  readonly type: 'locations';
  readonly apart: boolean;
  readonly all: readonly { readonly id: string; readonly name: string }[];
  /** The ids of those that this user is of; of all when empty. */
  readonly mine: readonly string[];
}

/**
 * These records went to a location that this user does not see: whatever is here of them goes but unsent edits. Told before the page
 * whose cursor is behind it. Replicas older than this message ignore it.
 */
export interface LeftRecords {
  readonly type: 'left';
  /** `kind/id` of each. */
  readonly names: readonly string[];
}

/** Something about a message was wrong, and the socket lives on. */
export interface Fault {
  readonly type: 'error';
  readonly kind: ErrorKind;
  readonly message: string;
}

export interface Pong {
  readonly type: 'pong';
  readonly sent: number;
  /** The relay's clock, in milliseconds. */
  readonly now: number;
}

/** Numbers from `first` to `last` are this socket's, and were never given to another. On disk before it is said. */
export interface Leased {
  readonly type: 'leased';
  readonly series: string;
  readonly first: number;
  readonly last: number;
}

export type Down =
  | LegacyNews
  | Welcome
  | Withheld
  | Opened
  | Taken
  | Closed
  | Ack
  | Page
  | Changed
  | Presence
  | Refused
  | Kept
  | RefusedMoved
  | ErasedRecords
  | Locations
  | LeftRecords
  | Fault
  | Pong
  | Leased;

/** A decoded frame: a message of channel 0, or a document channel's y-websocket bytes. */
export type FrameOf<M> =
  | { readonly type: 'message'; readonly channel: 0; readonly message: M }
  | { readonly type: 'document'; readonly channel: number; readonly payload: Uint8Array };
