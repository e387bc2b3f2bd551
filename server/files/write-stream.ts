/** Writes what comes, as far as it comes: a sender that breaks off loses nothing of what had arrived. */
import type { OpenFile } from './disk.ts';
import { FileRefused } from './files.ts';

export interface WriteStreamOptions {
  readonly from: number;
  /** Nothing may come after this offset. */
  readonly to: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly interrupted: AbortSignal;
}

/**
 * Answers the offset that was reached, at the end of the stream, at its break or when `interrupted`.
 * @throws FileRefused `too-large`; what the disk throws
 */
export async function writeStream(file: OpenFile, options: WriteStreamOptions): Promise<number> {
  const { from, to, bytes, interrupted } = options;
  const iterator = bytes[Symbol.asyncIterator]();
  const stopped = new Promise<undefined>((resolve) => {
    if (interrupted.aborted) resolve(undefined);
    interrupted.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  /** The next chunk; undefined when there will be none, for whatever reason of the sender's. */
  const next = async (): Promise<Uint8Array | undefined> => {
    try {
      const read = await iterator.next();
      return read.done === true ? undefined : read.value;
    } catch {
      return undefined;
    }
  };
  let at = from;
  try {
    for (;;) {
      const chunk = await Promise.race([next(), stopped]);
      if (!chunk) return at;
      if (at + chunk.length > to) throw new FileRefused('too-large');
      await file.write(chunk, at);
      at += chunk.length;
    }
  } finally {
    // Not waited for: it would wait for a sender that says nothing.
    iterator.return?.().catch(() => undefined);
  }
}
