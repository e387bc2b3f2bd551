/** What the app sees of what this device keeps. */
import type { EntityKey, EntityName } from '../../../shared/lib/ids.ts';
import type { KeepSettings } from './settings.ts';

/** What one kind of record takes up on this device, in bytes. */
export interface KindUsage {
  readonly records: number;
  /** Of `records`, those of which only the row is here. */
  readonly rowOnly: number;
  readonly documents: number;
  readonly rows: number;
}

export interface Usage {
  readonly byKind: ReadonlyMap<string, KindUsage>;
  /** Photos and signatures that are on the relay and are kept here as well. */
  readonly pictures: number;
  readonly total: number;
  /** What pruning would let go of now, in bytes and in records and pictures. */
  readonly wouldFree: number;
  readonly wouldDrop: number;
  /** So many bytes would be beyond the budget even then: lists, and what is never let go of. */
  readonly over: number;
}

export interface Freed {
  readonly bytes: number;
  /** Records and pictures. */
  readonly dropped: number;
}

/** What this device keeps of the shop for this person (rules KEEP-1 and following). */
export interface Kept {
  readonly settings: KeepSettings;
  /** Rejects when this device cannot store that. */
  change(settings: Partial<KeepSettings>): Promise<void>;
  /** Adds up what there is, which takes a moment in a large shop. */
  usage(): Promise<Usage>;
  /** Lets go of what need not be here, now. */
  prune(): Promise<Freed>;
  /** Keeps a record on this device whatever else goes, and fetches it if it is not here. */
  pin(name: EntityName, isPinned: boolean): Promise<void>;
  isPinned(name: EntityName): boolean;
  pinned(): readonly EntityKey[];
  /** Fetches all of a record of which only the row is here, now or with the next connection. */
  ask(name: EntityName): Promise<void>;
  /** Tells when settings or pins are others, and after each pruning. */
  subscribe(changed: () => void): () => void;
}
