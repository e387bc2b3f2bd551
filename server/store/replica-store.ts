/**
 * Which replicas follow a shop, as a part of the storage port: when each was here last, and what it told of itself. Written
 * beside the log, seldom; losing a line of it loses nothing else.
 */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Tally } from '../../shared/protocol/messages.ts';
import type { Seq } from './store.ts';

export interface ReplicaLine {
  readonly shop: ShopId;
  readonly user: Author;
  /** The replica's own id; each user's by themselves. */
  readonly id: string;
  /** The device that its user is signed in on; empty where the token is of none. */
  readonly device: string;
  /** `schemaName` of its version. */
  readonly schema: string;
  /** The relay's time, in milliseconds. */
  readonly seen: number;
  /** Up to where in the log it has everything; 0 when that is not known. */
  readonly reached: Seq;
  /** Records with unsent edits, as it told last. */
  readonly records: number;
  readonly edits: number;
  /** When the oldest unsent edit was made, in its corrected milliseconds; 0 for none. */
  readonly since: number;
  /** Absent where it told none since; what was noted before stays then. */
  readonly counts?: ReplicaCounts;
}

/** What a replica counted since it was made, as it told last: the fields of `Tally`. */
export type ReplicaCounts = Omit<Tally, 'type' | 'id'>;

/** Of one user in one shop so many are kept, those that were here last. */
export const mostReplicas = 50;

export interface ReplicaStore {
  /** Each takes the place of what was noted of the same replica, but for counts, where it has none. */
  noteReplicas(lines: readonly ReplicaLine[]): Promise<void>;
  /** The one that was here last first. */
  replicas(shop: ShopId): Promise<readonly ReplicaLine[]>;
  /** False when there is none. It is noted again when it comes again. */
  forgetReplica(shop: ShopId, user: Author, id: string): Promise<boolean>;
}
