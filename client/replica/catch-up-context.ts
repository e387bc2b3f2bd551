/** What catching up is handed of the replica that it is a part of. */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Inflate } from '../../shared/protocol/inflate.ts';
import type { Up } from '../../shared/protocol/messages.ts';
import type { GiveTurn } from './slice.ts';
import type { StorageHealth } from './storage-health.ts';
import type { TakePage } from './store-page.ts';
import type { GoneHere } from './vault.ts';

export interface CatchUpContext {
  readonly time: Time;
  readonly giveTurn: GiveTurn;
  readonly inflate?: Inflate | undefined;
  readonly random: Random;
  readonly health: StorageHealth;
  readonly send: (message: Up) => boolean;
  readonly takePage: TakePage;
  /** Lets go of records that were erased, for good. May be called again when it threw. */
  readonly erase: (gone: GoneHere) => Promise<void>;
  /** Lets go of records that went where this user does not see them. May be called again when it threw. */
  readonly leave: (names: readonly EntityKey[]) => Promise<void>;
  /** Lets go of these kinds, and notes that they are withheld. */
  readonly withhold: (kinds: readonly string[]) => Promise<void>;
  /** Corrected milliseconds. */
  readonly now: () => number;
  /** The kinds that this device wants; all when empty. */
  readonly kinds: () => readonly string[];
  /** Notes that everything is to be asked for again. */
  readonly beginAgain: () => Promise<void>;
  /** A round is complete: of every kind, or of the one that was asked for. */
  readonly completed: (kind: string | null, at: number) => void;
}
