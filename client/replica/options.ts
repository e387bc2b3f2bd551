/**
 * Everything a replica is handed: nothing in this folder looks for a clock, a socket, a database or a lock by
 * itself, so that several replicas can live in one process and a test can break each of them.
 */
import type { Inflate } from '../../shared/protocol/inflate.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { MarkShelf } from './unsent-mark.ts';
import type { FileVault } from './files/file-vault.ts';
import type { GiveTurn } from './slice.ts';

/** The part of a WebSocket that the wire uses; browsers', Node's and the `ws` package's classes all have it. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export type SocketClass = new (url: string) => Socket;

/** What the device believes about its network, and when it is worth trying at once. */
export interface NetworkSignal {
  /** False when the device is sure that there is none. */
  readonly online: boolean;
  /** Calls back when that changes, and when the user looks at the page again. */
  subscribe(changed: () => void): () => void;
}

/** The part of `BroadcastChannel` that tabs use to tell each other. */
export interface TabChannel {
  postMessage(message: unknown): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export interface ReplicaOptions {
  /** The relay's multiplexed door: `ws://HOST:PORT/sync`. */
  readonly url: string;
  /** A token for `shop` and `user`; `refused` is true when the relay did not accept the one before. May reject when offline. */
  readonly getToken: (refused: boolean) => Promise<string>;
  readonly shop: string;
  /** `name` and `role` are what is shown until the relay says them. */
  readonly user: { readonly id: string; readonly name?: string; readonly role?: string };
  readonly time: Time;
  readonly random: Random;
  /** Lets others on this thread have their turn, as only the platform knows how to; a timer unless told otherwise. */
  readonly giveTurn?: GiveTurn;
  /** The platform's own way to inflate a page at once, where it has a better one than a stream. */
  readonly inflate?: Inflate;
  readonly WebSocket: SocketClass;
  /** Without one the replica works from memory and says so. */
  readonly indexedDB?: IDBFactory;
  readonly IDBKeyRange?: typeof IDBKeyRange;
  /**
   * Whether open documents are journaled with y-indexeddb, which always uses the global `indexedDB`; true unless
   * told otherwise.
   */
  readonly journal?: boolean;
  /** Put before the names of databases, locks and channels: tells several devices in one process apart. */
  readonly device?: string;
  /** Where the number of unsent edits is noted outside the database, for the day when that is cleared (fault 4). */
  readonly mark?: MarkShelf;
  /** Pictures that are kept here and can be fetched again: they count as what the device keeps (rule KEEP-2). */
  readonly pictures?: Promise<Pick<FileVault, 'cached' | 'evict'>>;
  /** Without one this replica leads: there is no other tab. */
  readonly locks?: Pick<LockManager, 'request'>;
  /** Without one there is no other tab to tell. */
  readonly BroadcastChannel?: new (name: string) => TabChannel;
  /**
   * Whether open documents also talk between tabs through y-websocket's own channel; where there is a
   * `BroadcastChannel`, unless told otherwise.
   */
  readonly crossTab?: boolean;
  readonly network?: NetworkSignal;
}
