/**
 * The little that is asked of a disk, so that the code that keeps files runs in tests on a disk that loses at a power
 * cut whatever was not synced (fault 24). Paths are relative, with `/`. A path that is not there is undefined, empty or
 * false; any other failure throws.
 */
export interface Disk {
  /** Makes a folder and those above it, and syncs the entries it made. */
  makeFolder(path: string): Promise<void>;
  /** Names in a folder. */
  list(path: string): Promise<readonly string[]>;
  stat(path: string): Promise<{ readonly size: number; readonly changed: number } | undefined>;
  /** All bytes of a small file. */
  read(path: string): Promise<Uint8Array | undefined>;
  stream(path: string): ReadableStream<Uint8Array>;
  /** Opens a file for writing, and makes it when it is not there. */
  open(path: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<boolean>;
  /** Makes the names in a folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
}

export interface OpenFile {
  write(bytes: Uint8Array, at: number): Promise<void>;
  /** Makes the bytes survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file for as long as `work` takes. */
export async function within<T>(disk: Disk, path: string, work: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await disk.open(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}
