/** A folder of a real disk. */
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat, unlink, constants } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import type { Disk, OpenFile } from './disk.ts';

export class NodeDisk implements Disk {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async makeFolder(folder: string): Promise<void> {
    const made = await mkdir(this.#at(folder), { recursive: true, mode: 0o700 });
    if (made === undefined) return;
    // From the last to the first that is new: each is an entry of the folder above it.
    let each = this.#at(folder);
    for (;;) {
      await syncEntries(path.dirname(each));
      if (each === made) return;
      each = path.dirname(each);
    }
  }

  async list(folder: string): Promise<readonly string[]> {
    return (await unlessMissing(readdir(this.#at(folder)))) ?? [];
  }

  async stat(file: string) {
    const found = await unlessMissing(stat(this.#at(file)));
    return found && { size: found.size, changed: found.mtimeMs };
  }

  read(file: string): Promise<Uint8Array | undefined> {
    return unlessMissing(readFile(this.#at(file)));
  }

  stream(file: string): ReadableStream<Uint8Array> {
    const stream: NodeStream<Uint8Array> = Readable.toWeb(createReadStream(this.#at(file)));
    return stream as ReadableStream<Uint8Array>;
  }

  async open(file: string): Promise<OpenFile> {
    const handle = await open(this.#at(file), constants.O_RDWR | constants.O_CREAT, 0o600);
    return {
      async write(bytes, at) {
        for (let done = 0; done < bytes.length;) {
          done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
        }
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  }

  rename(from: string, to: string): Promise<void> {
    return rename(this.#at(from), this.#at(to));
  }

  async remove(file: string): Promise<boolean> {
    return (await unlessMissing(unlink(this.#at(file)).then(() => true))) ?? false;
  }

  syncFolder(folder: string): Promise<void> {
    return syncEntries(this.#at(folder));
  }

  #at(relative: string): string {
    return path.join(this.#root, relative);
  }
}

async function syncEntries(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
