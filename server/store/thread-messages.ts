/** What travels between the store and its two threads. */
import type { Outcome } from './commit.ts';
import type { ConnectionOptions } from './connection.ts';

/** Calls that were made in one turn of the event loop. */
export interface Batch<C> {
  /**
   * Counts failures. When a transaction fails, what was sent before the store heard of it fails as well, so that an
   * entry is never stored after an earlier one of the same document was refused (rule STORE-3).
   */
  readonly era: number;
  readonly calls: readonly { readonly id: number; readonly call: C }[];
  /** About how much is in it. */
  readonly bytes: number;
}

export type ToThread<C> = Batch<C> | 'close';

/** What a store is known by. */
export interface StoreIdentity {
  readonly epoch: string;
  readonly takesBackUntil: number;
}

export type FromThread =
  | { readonly type: 'ready'; readonly identity: StoreIdentity }
  | { readonly type: 'failed'; readonly message: string }
  | {
      readonly type: 'answers';
      readonly era: number;
      /** Whether everything else of this era is refused from now on; a failed upkeep ends no era. */
      readonly endsEra: boolean;
      readonly answers: readonly Answer[];
      /** How long the commit took with its fsync, in milliseconds; absent where nothing was committed. */
      readonly took?: number;
    };

export interface Answer {
  readonly id: number;
  readonly outcome: Outcome;
}

export type ThreadOptions = Omit<ConnectionOptions, 'mode'>;
