/** Files that are kept as long as the page lasts, where there is no database. */
import type { FileId } from '../../../shared/lib/ids.ts';
import type { Rendition } from '../../../shared/protocol/file-upload.ts';
import type { CachedPicture, FileVault, PictureBytes, PictureName, QueueEntry } from './file-vault.ts';

const keyOf = ({ id, rendition }: PictureName): string => `${id}.${rendition}`;

export class MemoryFileVault implements FileVault {
  readonly durable = false;
  readonly #queue = new Map<FileId, QueueEntry>();
  readonly #cache = new Map<string, CachedPicture>();
  readonly #bytes = new Map<string, PictureBytes>();

  async add(entry: QueueEntry, bytes: ReadonlyMap<Rendition, PictureBytes>): Promise<void> {
    for (const [rendition, picture] of bytes) this.#bytes.set(keyOf({ id: entry.id, rendition }), picture);
    this.#queue.set(entry.id, entry);
  }

  async queue(): Promise<readonly QueueEntry[]> {
    return [...this.#queue.values()];
  }

  async entry(id: FileId): Promise<QueueEntry | undefined> {
    return this.#queue.get(id);
  }

  async save(entry: QueueEntry): Promise<boolean> {
    if (!this.#queue.has(entry.id)) return false;
    this.#queue.set(entry.id, entry);
    return true;
  }

  async finish(id: FileId, used: number): Promise<void> {
    for (const { rendition, length } of this.#queue.get(id)?.parts ?? []) {
      const cached = { id, rendition, size: length, used };
      this.#cache.set(keyOf(cached), cached);
    }
    this.#queue.delete(id);
  }

  async forget(id: FileId): Promise<void> {
    this.#queue.delete(id);
    for (const rendition of ['full', 'thumb'] as const) {
      this.#cache.delete(keyOf({ id, rendition }));
      this.#bytes.delete(keyOf({ id, rendition }));
    }
  }

  async bytes(name: PictureName): Promise<PictureBytes | undefined> {
    return this.#bytes.get(keyOf(name));
  }

  async keep(cached: CachedPicture, picture: PictureBytes): Promise<void> {
    if (this.#queue.has(cached.id)) return;
    this.#cache.set(keyOf(cached), cached);
    this.#bytes.set(keyOf(cached), picture);
  }

  async cached(): Promise<readonly CachedPicture[]> {
    return [...this.#cache.values()];
  }

  async touch(name: PictureName, used: number): Promise<void> {
    const cached = this.#cache.get(keyOf(name));
    if (cached) this.#cache.set(keyOf(name), { ...cached, used });
  }

  async evict(names: readonly PictureName[]): Promise<void> {
    for (const key of names.map(keyOf)) if (this.#cache.delete(key)) this.#bytes.delete(key);
  }

  async close(): Promise<void> {}
}
