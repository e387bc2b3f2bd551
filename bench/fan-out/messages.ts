/** What the bench and its load, a process of its own, tell each other. */
import type { DialectName } from './dialect.ts';
import type { LoadName } from './source.ts';

/** Who is in which rooms, and what they send. */
export interface CrowdPlan {
  readonly load: LoadName;
  readonly dialect: DialectName;
  readonly url: string;
  /** For those that ask for one. */
  readonly token: string;
  /** One record for each room. */
  readonly names: readonly string[];
  readonly clientsPerRoom: number;
  /** Of the clients; the others only listen. */
  readonly writersPerRoom: number;
}

export interface LoadPlan extends CrowdPlan {
  /** Updates of one writer that are not everywhere yet, or not acknowledged where the server does that. */
  readonly outstanding: number;
  /** Updates a second from each writer; null sends as soon as less than `outstanding` are under way. */
  readonly rate: number | null;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface LoadResult {
  readonly updates: number;
  readonly deliveries: number;
  readonly ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  /** Deliveries that never came, of everything that was sent, warming up included. */
  readonly lost: number;
  /** Updates that came though their content had come before. */
  readonly repeats: number;
  /** Rooms in which a reader has something else in the end than what was sent. */
  readonly differing: number;
  /** How late what had its time was sent, 99 % of it; 0 where nothing has. */
  readonly lateP99Ms: number;
  readonly unacknowledged: number;
  /** Processor seconds of the load itself while measuring. */
  readonly cpuSeconds: number;
  /** Bytes that reached the clients while measuring. */
  readonly bytes: number;
}

/** Of a load: it begins to measure, and it has measured. */
export type Moment = 'measuring' | 'measured';

export type FromLoad<Result> =
  | { readonly type: Moment }
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'failed'; readonly message: string };
