/**
 * What the relay tells its operator's dashboard each second: counts since its start, which the page subtracts from one
 * another, and what is there now. It is as small with a million records as with ten (rule DASH-2).
 */

/** A histogram as it stands: how many were at most each bound, and in all. */
export interface Buckets {
  /** Upper bounds, in seconds, rising. */
  readonly bounds: readonly number[];
  /** For each bound, how many took at most that long. */
  readonly atMost: readonly number[];
  readonly count: number;
  /** Of all that were counted, in seconds. */
  readonly sum: number;
}

/** Counts since the start; they only grow. */
export interface Counted {
  /** Edits that are on disk, whoever's. */
  readonly edits: number;
  /** Updates of devices among them: several that were typed in one turn are one edit on the disk. */
  readonly acknowledged: number;
  /** Updates that are on disk in the edit of another one: edits and these together are what devices sent, and what the relay wrote. */
  readonly joined: number;
  /** Fields of edits that were written back. */
  readonly refused: number;
  readonly framesSent: number;
  readonly bytesSent: number;
  /** Sockets that the relay closed, by why. */
  readonly closed: Readonly<Record<string, number>>;
  /** Sockets that were not let in, by why. */
  readonly turnedAway: Readonly<Record<string, number>>;
  /** Lines of the log of the level "error". */
  readonly errors: number;
}

/** What the bridges of all shops have to do, where there are any. */
export interface BridgeQueue {
  /** Changes that wait to go over. */
  readonly waiting: number;
  /** Those that were given up until somebody tries again. */
  readonly failed: number;
  /** Since when the oldest waits, in milliseconds; null when nothing does. */
  readonly since: number | null;
}

export interface Overview {
  readonly version: string;
  /** Tells one run of the relay from another: counts of two runs have nothing to do with each other. */
  readonly run: string;
  /** Milliseconds of the relay's clock. */
  readonly started: number;
  readonly now: number;
  readonly draining: boolean;
  readonly connections: number;
  readonly rooms: number;
  /** Connections that have not read what they were sent: how many, and how much. */
  readonly behind: { readonly connections: number; readonly bytes: number };
  readonly storeBytes: number;
  readonly queuedBytes: number;
  /** What is left on the store's disk; null where it cannot be told. */
  readonly freeBytes: number | null;
  /** Milliseconds that the relay's thread worked, and waited, since its start. */
  readonly thread: { readonly active: number; readonly idle: number };
  readonly counted: Counted;
  /** From an edit's arrival to its acknowledgement. */
  readonly ack: Buckets;
  /** Commits of the store with their fsync. */
  readonly commit: Buckets;
  readonly bridge?: BridgeQueue;
}
