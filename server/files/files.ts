/**
 * The port for files: photos and signatures, which records name by id and never hold. What an implementation
 * promises is the contract suite in `files.contract.ts`. A file is either unfinished, with the bytes that came so
 * far, or whole and then never another one (rules FILE-1 to FILE-6). Knows nothing of HTTP or of people's rights.
 */
import type { Author, FileId, ShopId } from '../../shared/lib/ids.ts';
import type { FileProblemKind, ImageType, Rendition } from '../../shared/protocol/file-upload.ts';

export interface FileName {
  readonly shop: ShopId;
  readonly id: FileId;
  readonly rendition: Rendition;
}

/** What is announced before the first byte, and what the whole file is then held against. */
export interface FileFacts {
  /** In bytes, at least 1. */
  readonly length: number;
  readonly type: ImageType;
  /** Of all bytes, in lower-case hex. */
  readonly sha256: string;
  readonly by: Author;
}

export interface UploadProgress {
  /** The bytes that are here; the next one wanted is at this offset. */
  readonly offset: number;
  readonly length: number;
  /** True only when the file is whole, matches what was announced, and would survive a power cut (rule FILE-1). */
  readonly finished: boolean;
}

export interface StoredFile extends FileFacts {
  /** The bytes, as a stream that is read to its end or cancelled. */
  open(): ReadableStream<Uint8Array>;
}

export type FileRefusal = Extract<
  FileProblemKind,
  | 'other-content'
  | 'gone'
  | 'too-large'
  | 'unsupported-media-type'
  | 'checksum-mismatch'
  | 'offset-mismatch'
  | 'not-found'
  | 'quota-exceeded'
>;

/** A file that is not taken, or not like this; the rest goes on. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly kind: FileRefusal;

  constructor(kind: FileRefusal) {
    super(kind);
    this.kind = kind;
  }
}

/** All calls throw `StoreUnavailable` when the disk cannot be read or written. */
export interface Files {
  /**
   * Announces a file, or finds it again: the same announcement twice is one upload, also once it is finished.
   * @throws FileRefused `too-large`, `quota-exceeded`, `other-content`, `gone`
   */
  begin(name: FileName, facts: FileFacts): Promise<UploadProgress>;
  /** How far an upload is, finished ones too; undefined when there is none. Whoever is still appending is interrupted. */
  progress(name: FileName): Promise<UploadProgress | undefined>;
  /**
   * Adds bytes at `offset` until the stream ends, breaks or is overtaken by another call for the same name, and keeps
   * whatever came. With the last byte the file is checked and finished.
   * @throws FileRefused `offset-mismatch`, `too-large`, `checksum-mismatch`, `unsupported-media-type`, `not-found`, `gone`
   */
  append(name: FileName, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<UploadProgress>;
  /** Throws away what came of an unfinished upload; false when there is none. A whole file stays. */
  discard(name: FileName): Promise<boolean>;
  /** A whole file; undefined when there is none, or not yet. */
  read(name: FileName): Promise<StoredFile | undefined>;
  /**
   * Removes all renditions of a file, finished or not, for good: whoever offers that id again is told `gone`. True
   * when there was something to remove. Resolves once it would survive a power cut.
   */
  remove(shop: ShopId, id: FileId): Promise<boolean>;
  /** Removes all files of a shop, finished or not, for good; how many. Nothing is left that says what was there. */
  removeShop(shop: ShopId): Promise<number>;
  /** The whole files of a shop, as they lie there. */
  names(shop: ShopId): AsyncIterable<FileName>;
  /** Throws away unfinished uploads that have not moved since `before` (milliseconds); answers how many. */
  sweep(before: number): Promise<number>;
  /** Runs `work` while no file becomes whole: who is told meanwhile that theirs is was told of one that is there already. */
  whileNoneFinishes<T>(work: () => Promise<T>): Promise<T>;
  /** The room that a shop's files take, in bytes, with what unfinished ones have announced. */
  used(shop: ShopId): Promise<number>;
}
