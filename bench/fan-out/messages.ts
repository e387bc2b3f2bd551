/** What the bench and its load, a process of its own, tell each other. */
import type { DialectName } from './dialect.ts';

export interface LoadPlan {
  readonly dialect: DialectName;
  readonly url: string;
  /** For those that ask for one. */
  readonly token: string;
  /** One record for each room. */
  readonly names: readonly string[];
  readonly clientsPerRoom: number;
  /** Of the clients; the others only listen. */
  readonly writersPerRoom: number;
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
  readonly unacknowledged: number;
  /** Processor seconds of the load itself while measuring. */
  readonly cpuSeconds: number;
  /** Bytes that reached the clients while measuring. */
  readonly bytes: number;
}

export type FromLoad =
  | { readonly type: 'measuring' }
  | { readonly type: 'measured' }
  | { readonly type: 'done'; readonly result: LoadResult }
  | { readonly type: 'failed'; readonly message: string };
