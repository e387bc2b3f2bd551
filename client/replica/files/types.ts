/**
 * What the app sees of files: photos and signatures. A file's id is made here and goes into a record at once; the file
 * follows in the background (section FILE of docs/SPEC.md). Nothing here knows React or how pictures are made smaller.
 */
import type { EntityKey, EntityName, FileId } from '../../../shared/lib/ids.ts';
import type { FileProblemKind, Rendition } from '../../../shared/protocol/file-upload.ts';

/** Why a file is not on the relay: what the relay said, or what this device met. */
export type UploadProblem =
  | FileProblemKind
  /** No answer in time, or one that no relay gives. */
  | 'no-answer'
  /** Its bytes on this device are damaged. */
  | 'unreadable';

/** How far a file of this device has come (rule PHOTO-3). Of what others took only `done` is known. */
export type UploadState =
  /** It is sent when its turn comes and there is a connection. */
  | { readonly state: 'waiting'; readonly saved: boolean }
  | { readonly state: 'uploading'; readonly saved: boolean; /** 0 to 1. */ readonly progress: number }
  /** `retryAt` is when it is tried again (this machine's milliseconds), null when somebody has to ask for it. */
  | {
      readonly state: 'failed';
      readonly saved: boolean;
      readonly reason: UploadProblem;
      readonly retryAt: number | null;
    }
  | { readonly state: 'done' };

/** A file that is not on the relay yet. */
export interface QueuedFile {
  readonly id: FileId;
  /** The record that it was taken for. */
  readonly for: EntityKey;
  /** When, in this machine's milliseconds. */
  readonly at: number;
  /** In bytes, all renditions. */
  readonly bytes: number;
  readonly upload: Exclude<UploadState, { state: 'done' }>;
}

/** A picture that is being shown. Whoever holds it gives it back, and its address is good until then. */
export interface HeldPicture {
  /** For an `img`; undefined until the bytes are here. */
  readonly url: string | undefined;
  /** `away`: not on this device, and no connection; `missing`: nobody has sent it yet. Both are tried again by themselves. */
  readonly state: 'loading' | 'here' | 'away' | 'missing';
  subscribe(changed: () => void): () => void;
  release(): void;
}

/** A photo as it was taken is made smaller, and a JPEG; a drawing stays the PNG that it is. */
export type PictureKind = 'photo' | 'drawing';

export interface Files {
  /**
   * Takes a picture for a record and answers its id, to be put into the record. It is shown from now on. `saved` in its
   * state says whether it is on this device's disk: until then it is only in this page's memory.
   * @throws UnreadablePicture when this device cannot read it as a picture.
   */
  add(picture: Blob, about: { readonly for: EntityName; readonly kind?: PictureKind }): Promise<FileId>;
  state(id: FileId): UploadState;
  /** What is not on the relay yet, oldest first. */
  queue(): readonly QueuedFile[];
  /** Called after every change of `queue`, `state` and `problem`. */
  subscribe(changed: () => void): () => void;
  hold(id: FileId, rendition: Rendition): HeldPicture;
  /** Tries a failed file again, now. */
  retry(id: FileId): void;
  retryAll(): void;
  /** Gives up a file that is not on the relay, and forgets it. */
  cancel(id: FileId): Promise<void>;
  /** Lets go of files that were erased, and of all that were taken for records that were, sent or not. */
  erase(gone: { readonly names: readonly EntityKey[]; readonly files: readonly FileId[] }): Promise<void>;
  /** Why files do not reach this device's disk; null when they do. */
  readonly problem: 'full' | 'failed' | 'unavailable' | null;
  stop(): Promise<void>;
}

/** This device cannot read it as a picture; its message is for nobody. */
export class UnreadablePicture extends Error {
  override readonly name = 'UnreadablePicture';
}
