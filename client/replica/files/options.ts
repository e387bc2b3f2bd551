/** What files are handed: as in `../options.ts`, nothing in this folder looks for anything by itself. */
import type { Rendition } from '../../../shared/protocol/file-upload.ts';
import type { ReplicaOptions } from '../options.ts';
import type { FileVault } from './file-vault.ts';
import type { PictureKind } from './types.ts';

/** A picture in both renditions, ready to be kept and sent: JPEG, PNG or WebP. */
export type Picture = Readonly<Record<Rendition, Blob>>;

/** Whether there is a relay to talk to, as the replica knows it. */
export interface Line {
  readonly online: boolean;
  subscribe(changed: () => void): () => void;
}

export interface FilesOptions extends Pick<
  ReplicaOptions,
  | 'shop'
  | 'user'
  | 'getToken'
  | 'time'
  | 'random'
  | 'device'
  | 'locks'
  | 'BroadcastChannel'
  | 'indexedDB'
  | 'IDBKeyRange'
> {
  /** Where the relay's HTTP is: `http://HOST:PORT`. */
  readonly url: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly line: Line;
  /** Where files are kept, when the page began to open it before; else it is opened now. */
  readonly vault?: Promise<FileVault>;
  /** @throws UnreadablePicture */
  readonly prepare: (picture: Blob, kind: PictureKind) => Promise<Picture>;
  /** Makes addresses for what is shown, and takes them back. */
  readonly addresses: Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;
  /** How many bytes of pictures that are on the relay are kept here for the next time. */
  readonly budget?: Readonly<Record<Rendition, number>>;
}
