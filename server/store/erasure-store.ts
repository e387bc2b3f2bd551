/**
 * The part of the store that forgets for good (rules STORE-25 and ERASE-3 to ERASE-5). Whose records are to be erased and what of
 * them is kept is decided elsewhere.
 */
import type { EntityKey, EntityName, FileId, ShopId } from '../../shared/lib/ids.ts';
import type { DocumentName, LogEntry } from './store.ts';

export interface Erasure {
  readonly shop: ShopId;
  /** Who asked to be erased. */
  readonly subject: EntityName;
  /** A user of the shop, or the operator. */
  readonly by: string;
  /** The relay's time, in milliseconds. */
  readonly at: number;
  /** Nothing of these is left but that their names are burnt; the subject is one of them unless it was erased before. */
  readonly names: readonly EntityName[];
  /** Records that are written in their place, under names of their own. */
  readonly kept: readonly LogEntry[];
  /** They are to be removed. */
  readonly files: readonly FileId[];
}

/** That it happened, for who has to show it. */
export interface StoredErasure extends Pick<Erasure, 'subject' | 'by' | 'at'> {
  readonly n: number;
  /** How many records were erased, by kind. */
  readonly records: Readonly<Record<string, number>>;
  /** How many were written in their place. */
  readonly kept: number;
  readonly files: number;
}

/** What of all erasures is still to be done. */
export interface Unfinished {
  readonly files: readonly { readonly shop: ShopId; readonly id: FileId }[];
  /** Whether bytes of what was deleted may still lie on the disk. */
  readonly scrub: boolean;
}

/** What somebody who follows a shop has to let go of. */
export interface Gone {
  readonly names: readonly EntityKey[];
  readonly files: readonly FileId[];
}

export interface ErasureStore {
  /**
   * Takes everything of these records away, burns their names and stores what is kept, all of it or nothing. From then on a
   * record of such a name throws `Erased` when it is read, and takes no entry.
   * @throws StoreUnavailable
   */
  erase(erasure: Erasure): Promise<void>;
  /** Whether its name is burnt. */
  isErased(name: DocumentName): Promise<boolean>;
  /** The newest first. */
  erasures(shop: ShopId): Promise<readonly StoredErasure[]>;
  /** The names that were burnt because that one asked. */
  erasedFor(shop: ShopId, subject: EntityName): Promise<readonly EntityKey[]>;
  unfinishedErasures(): Promise<Unfinished>;
  /** The file is gone. */
  noteFileRemoved(shop: ShopId, id: FileId): Promise<void>;
  /**
   * Writes the disk anew without the bytes of what was deleted. False when somebody else reads the store and it is to be
   * tried again.
   * @throws StoreUnavailable when there is no room for that.
   */
  scrub(): Promise<boolean>;
}

/** The record was erased: its name is burnt. */
export class Erased extends Error {
  override readonly name = 'Erased';
  readonly record: DocumentName;

  constructor(record: DocumentName) {
    super(`${record.kind}/${record.id} was erased`);
    this.record = record;
  }
}
