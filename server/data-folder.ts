/**
 * The data folder as a place that one process works on at a time: a lock that dies with its holder, and
 * `relay.json`, which tells the command line where the relay is. Knows nothing of the store's own files.
 *
 * The lock is an exclusive transaction on an empty SQLite file. The kernel lets go of it when the process ends,
 * however it ends; a stopped relay keeps it. A process id in a file could do neither (rule START-4).
 */
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  release(): void;
}

/** Where the relay of a data folder can be found. */
export interface RelayPlace {
  readonly pid: number;
  readonly url: string;
}

/** The data folder cannot be made or written; its message is for the person who chose it. */
export class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable';

  constructor(folder: string, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    super(`${folder} cannot be used as a data folder: it cannot be made, or not be written to${code}.`, {
      cause,
    });
  }
}

/**
 * Takes the folder for this process, or answers undefined when another one has it.
 * @throws FolderUnusable when nothing can be written there.
 */
export function lockFolder(folder: string): FolderLock | undefined {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path.join(folder, 'relay.lock'), { timeout: 0 });
  } catch (error) {
    throw new FolderUnusable(folder, error);
  }
  try {
    // In the rollback mode an exclusive transaction holds its lock on the file until it ends.
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw new FolderUnusable(folder, error);
  }
  return { release: () => database.close() };
}

/**
 * Makes the folder, readable by its owner only, when it is not there.
 * @throws FolderUnusable
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await chmod(folder, 0o700);
  } catch (error) {
    throw new FolderUnusable(folder, error);
  }
  // A folder that was there keeps its mode; what is put into it is the owner's alone in any case.
  process.umask(0o077);
}

const placeFile = (folder: string): string => path.join(folder, 'relay.json');

export async function writePlace(folder: string, place: RelayPlace): Promise<void> {
  const draft = `${placeFile(folder)}.${place.pid}`;
  await writeFile(draft, `${JSON.stringify(place)}\n`, { mode: 0o600 });
  await rename(draft, placeFile(folder));
}

export const removePlace = (folder: string): Promise<void> => rm(placeFile(folder), { force: true });

/** What `relay.json` says; undefined when there is none that can be read. It may be of a relay that died. */
export async function readPlace(folder: string): Promise<RelayPlace | undefined> {
  try {
    const read: unknown = JSON.parse(await readFile(placeFile(folder), 'utf8'));
    if (typeof read !== 'object' || read === null || !('pid' in read) || !('url' in read)) return undefined;
    const { pid, url } = read;
    return typeof pid === 'number' && typeof url === 'string' && URL.canParse(url) ? { pid, url } : undefined;
  } catch {
    return undefined;
  }
}

/** SQLITE_BUSY: the file is locked by another process. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === 5;
