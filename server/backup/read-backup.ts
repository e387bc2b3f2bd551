/** Reads a backup as a stream, part by part, and compares every byte with what its manifest says (rule RESTORE-2). */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { BadBackup, unusable } from './bad-backup.ts';
import {
  backupFormat,
  partNames,
  readHead,
  readManifest,
  type BackupPart,
  type Manifest,
} from './manifest.ts';
import { readTarHeader, tarBlock, tarPadding, type TarEntry } from './tar.ts';

const pieceSize = 1024 * 1024;
/** The parts that are read in one go are small: what claims to be larger is none of ours. */
const mostInMemory = 64 * 1024 * 1024;

/** Takes in one part; what it does not read is read over. */
export type TakePart = (entry: TarEntry, body: AsyncIterable<Uint8Array>) => Promise<void>;

/**
 * Hands out every part but the first and the manifest, and answers the manifest once all of them were found to be what it
 * says. What was handed out before it threw is worth nothing.
 * @throws BadBackup
 */
export async function readBackup(file: string, take: TakePart): Promise<Manifest> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw unusable(file, error);
  });
  try {
    if ((await handle.stat()).isDirectory()) throw new BadBackup({ kind: 'a-folder' });
    return await new Reading(handle).run(take);
  } finally {
    await handle.close();
  }
}

class Reading {
  readonly #handle: FileHandle;
  #at = 0;
  readonly #parts: BackupPart[] = [];

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async run(take: TakePart): Promise<Manifest> {
    await this.#begin();
    for (;;) {
      const entry = await this.#header();
      if (entry.name === partNames.manifest) return this.#end(entry);
      const hash = createHash('sha256');
      const body = this.#body(entry, (piece) => hash.update(piece));
      await take(entry, body);
      // What was not asked for still has to be what was written.
      while (!(await body.next()).done);
      this.#parts.push({ ...entry, sha256: hash.digest('hex') });
    }
  }

  async #begin(): Promise<void> {
    const first = await this.#read(tarBlock);
    const header = readTarHeader(first);
    if (first.length < tarBlock || header.found !== 'entry' || header.entry.name !== partNames.head) {
      throw new BadBackup({ kind: 'not-a-backup' });
    }
    const bytes = await this.#small(header.entry);
    const head = readHead(bytes);
    if (!head) throw new BadBackup({ kind: 'damaged', part: partNames.head });
    if (head.format > backupFormat) throw new BadBackup({ kind: 'newer', solder: head.solder });
    this.#parts.push({ ...header.entry, sha256: createHash('sha256').update(bytes).digest('hex') });
  }

  async #header(): Promise<TarEntry> {
    const last = this.#parts.at(-1)?.name ?? partNames.head;
    const block = await this.#read(tarBlock);
    if (block.length < tarBlock) throw new BadBackup({ kind: 'cut-short', part: `what follows ${last}` });
    const header = readTarHeader(block);
    if (header.found !== 'entry') throw new BadBackup({ kind: 'damaged', part: `what follows ${last}` });
    return header.entry;
  }

  async #end(entry: TarEntry): Promise<Manifest> {
    const manifest = readManifest(await this.#small(entry));
    if (!manifest) throw new BadBackup({ kind: 'damaged', part: partNames.manifest });
    for (const [at, told] of manifest.parts.entries()) {
      const found = this.#parts[at];
      if (found?.name !== told.name || found.size !== told.size || found.sha256 !== told.sha256) {
        throw new BadBackup({ kind: 'damaged', part: told.name });
      }
    }
    if (this.#parts.length > manifest.parts.length) {
      throw new BadBackup({ kind: 'damaged', part: partNames.manifest });
    }
    return manifest;
  }

  async #small(entry: TarEntry): Promise<Uint8Array> {
    if (entry.size > mostInMemory) throw new BadBackup({ kind: 'damaged', part: entry.name });
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#body(entry, () => undefined)) pieces.push(piece.slice());
    return Buffer.concat(pieces);
  }

  /** The bytes of a part, and over the zeros behind it at the end. */
  async *#body(
    { name, size }: TarEntry,
    see: (piece: Uint8Array) => void,
  ): AsyncGenerator<Uint8Array, void, void> {
    for (let left = size; left > 0;) {
      const piece = await this.#read(Math.min(pieceSize, left));
      if (piece.length === 0) throw new BadBackup({ kind: 'cut-short', part: name });
      left -= piece.length;
      see(piece);
      yield piece;
    }
    this.#at += tarPadding(size).length;
  }

  /** As many bytes as there are, at most `length`. */
  async #read(length: number): Promise<Uint8Array> {
    const piece = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.#handle.read(piece, done, length - done, this.#at + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    this.#at += done;
    return piece.subarray(0, done);
  }
}
