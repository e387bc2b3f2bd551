/** Files in IndexedDB, in a database of their own beside the vault: a full one harms no record, and bytes are read one by one. */
import type { Table } from 'dexie';
import type { FileId } from '../../../shared/lib/ids.ts';
import { renditions, type Rendition } from '../../../shared/protocol/file-upload.ts';
import { failure } from '../dexie-failure.ts';
import { LastingDatabase } from '../lasting-database.ts';
import type { CachedPicture, FileVault, PictureBytes, PictureName, QueueEntry } from './file-vault.ts';

type Key = [FileId, Rendition];

interface BytesLine extends PictureBytes, PictureName {}

class FileTables extends LastingDatabase {
  declare readonly queue: Table<QueueEntry, FileId>;
  declare readonly cache: Table<CachedPicture, Key>;
  declare readonly bytes: Table<BytesLine, Key>;
}

export interface DexieFileVaultOptions {
  readonly name: string;
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
}

const keyOf = ({ id, rendition }: PictureName): Key => [id, rendition];
const keysOf = (id: FileId): Key[] => renditions.map((rendition) => [id, rendition]);

export class DexieFileVault implements FileVault {
  readonly durable = true;
  readonly #db: FileTables;

  constructor({ name, indexedDB, IDBKeyRange }: DexieFileVaultOptions) {
    this.#db = new FileTables(name, { indexedDB, IDBKeyRange });
    this.#db.version(1).stores({ queue: 'id', cache: '[id+rendition]', bytes: '[id+rendition]' });
  }

  /** @throws VaultFailed when the database cannot be opened. */
  async open(): Promise<void> {
    try {
      await this.#db.open();
    } catch (error) {
      throw failure(error);
    }
  }

  add(entry: QueueEntry, bytes: ReadonlyMap<Rendition, PictureBytes>): Promise<void> {
    return this.#change(async () => {
      const lines = [...bytes].map(([rendition, picture]) => ({ id: entry.id, rendition, ...picture }));
      await this.#db.bytes.bulkPut(lines);
      await this.#db.queue.put(entry);
    });
  }

  queue(): Promise<readonly QueueEntry[]> {
    return this.#run(() => this.#db.queue.toArray());
  }

  entry(id: FileId): Promise<QueueEntry | undefined> {
    return this.#run(() => this.#db.queue.get(id));
  }

  save(entry: QueueEntry): Promise<boolean> {
    return this.#change(async () => {
      if (!(await this.#db.queue.get(entry.id))) return false;
      await this.#db.queue.put(entry);
      return true;
    });
  }

  finish(id: FileId, used: number): Promise<void> {
    return this.#change(async () => {
      const entry = await this.#db.queue.get(id);
      const parts = entry?.parts ?? [];
      await this.#db.cache.bulkPut(
        parts.map(({ rendition, length }) => ({ id, rendition, size: length, used })),
      );
      await this.#db.queue.delete(id);
    });
  }

  forget(id: FileId): Promise<void> {
    return this.#change(async () => {
      await this.#db.queue.delete(id);
      await this.#db.cache.bulkDelete(keysOf(id));
      await this.#db.bytes.bulkDelete(keysOf(id));
    });
  }

  bytes(name: PictureName): Promise<PictureBytes | undefined> {
    return this.#run(() => this.#db.bytes.get(keyOf(name)));
  }

  keep(cached: CachedPicture, { type, bytes }: PictureBytes): Promise<void> {
    const { id, rendition } = cached;
    return this.#change(async () => {
      // What is to be sent from here is not replaced by what came from elsewhere.
      if (await this.#db.queue.get(id)) return;
      await this.#db.bytes.put({ id, rendition, type, bytes });
      await this.#db.cache.put(cached);
    });
  }

  cached(): Promise<readonly CachedPicture[]> {
    return this.#run(() => this.#db.cache.toArray());
  }

  touch(name: PictureName, used: number): Promise<void> {
    return this.#run(async () => {
      await this.#db.cache.update(keyOf(name), { used });
    });
  }

  evict(names: readonly PictureName[]): Promise<void> {
    return this.#change(async () => {
      const lines = await this.#db.cache.bulkGet(names.map(keyOf));
      const keys = lines.flatMap((line) => (line ? [keyOf(line)] : []));
      await this.#db.cache.bulkDelete(keys);
      await this.#db.bytes.bulkDelete(keys);
    });
  }

  async close(): Promise<void> {
    this.#db.end();
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const { queue, cache, bytes } = this.#db;
    return this.#run(() => this.#db.transaction('rw', queue, cache, bytes, work));
  }

  #run<T>(work: () => PromiseLike<T>): Promise<T> {
    return this.#db.run(work);
  }
}
