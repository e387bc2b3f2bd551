/**
 * The port for files on this device: what is to be sent, and what is kept to be shown without a network. What an
 * implementation promises is `file-vault.contract.ts`. A file leaves the queue only for the cache, or because a person gave
 * it up; only what is in the cache can be thrown out (rule PHOTO-6). All calls throw `VaultFailed`.
 */
import type { EntityKey, FileId } from '../../../shared/lib/ids.ts';
import type { ImageType, Rendition } from '../../../shared/protocol/file-upload.ts';
import type { UploadProblem } from './types.ts';

export interface PictureBytes {
  readonly type: ImageType;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface QueuedPart {
  readonly rendition: Rendition;
  readonly type: ImageType;
  /** In bytes. */
  readonly length: number;
  /** In lower-case hex. */
  readonly sha256: string;
  /** Whether the relay called it finished. */
  readonly sent: boolean;
}

/** A file that the relay does not have yet. */
export interface QueueEntry {
  readonly id: FileId;
  readonly for: EntityKey;
  readonly at: number;
  /** In the order in which they are sent. */
  readonly parts: readonly QueuedPart[];
  /** How often it failed in a row. */
  readonly tries: number;
  /** Why it failed last; null when it is simply to be sent. */
  readonly problem: UploadProblem | null;
  /** With a problem: when it is tried again, null when only a person's wish does that. */
  readonly retryAt: number | null;
}

/** A rendition that is on the relay and is kept here as well. */
export interface CachedPicture {
  readonly id: FileId;
  readonly rendition: Rendition;
  /** In bytes. */
  readonly size: number;
  /** When it was last looked at, in milliseconds. */
  readonly used: number;
}

export type PictureName = Pick<CachedPicture, 'id' | 'rendition'>;

export interface FileVault {
  /** False when what is stored lasts only as long as the page. */
  readonly durable: boolean;
  /** Stores an entry with its bytes, or nothing of it. */
  add(entry: QueueEntry, bytes: ReadonlyMap<Rendition, PictureBytes>): Promise<void>;
  queue(): Promise<readonly QueueEntry[]>;
  entry(id: FileId): Promise<QueueEntry | undefined>;
  /** Replaces an entry that is still there; false when it is not. */
  save(entry: QueueEntry): Promise<boolean>;
  /** It is on the relay: from the queue into the cache. */
  finish(id: FileId, used: number): Promise<void>;
  /** Forgets a file altogether, wherever it is. */
  forget(id: FileId): Promise<void>;
  /** The bytes of a rendition that is here, queued or cached. */
  bytes(name: PictureName): Promise<PictureBytes | undefined>;
  /** Keeps what came from the relay. */
  keep(cached: CachedPicture, picture: PictureBytes): Promise<void>;
  cached(): Promise<readonly CachedPicture[]>;
  touch(name: PictureName, used: number): Promise<void>;
  /** Throws out of the cache; what is queued stays. */
  evict(names: readonly PictureName[]): Promise<void>;
  close(): Promise<void>;
}
