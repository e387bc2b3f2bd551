/**
 * Files on a disk. What was announced lies beside the bytes; a file becomes whole by a rename after its bytes were
 * checked and synced, and is called finished only once that rename is synced, too. So a crash at any moment leaves an
 * unfinished upload or a whole file (rule FILE-1), and nothing else has to be kept in step.
 */
import type { FileId, ShopId } from '../../shared/lib/ids.ts';
import { largestFile, renditions } from '../../shared/protocol/file-upload.ts';
import { StoreUnavailable } from '../store/store.ts';
import { within, type Disk } from './disk.ts';
import { countRoom, eachFile, isGivenUp } from './each-file.ts';
import { placeOf, readPlace, readShopFolder, tombstoneOf, type FilePlace } from './file-places.ts';
import {
  FileRefused,
  type FileFacts,
  type FileName,
  type Files,
  type StoredFile,
  type UploadProgress,
} from './files.ts';
import { Finishing } from './finishing.ts';
import { makeWhole, problemOfUpload, syncUpload } from './finish-upload.ts';
import { readFacts, sameFile, writeFacts } from './read-facts.ts';
import { roomOf, ShopUsage } from './shop-usage.ts';
import { Turns } from './turns.ts';
import { writeStream } from './write-stream.ts';

export interface DiskFilesOptions {
  readonly disk: Disk;
  /** The room that one shop's files may take, in bytes. */
  readonly perShop: number;
}

export class DiskFiles implements Files {
  readonly #disk: Disk;
  readonly #usage: ShopUsage;
  readonly #turns = new Turns();
  readonly #finishing = new Finishing();

  constructor({ disk, perShop }: DiskFilesOptions) {
    this.#disk = disk;
    this.#usage = new ShopUsage(perShop, (shop) => countRoom(disk, shop));
  }

  begin(name: FileName, facts: FileFacts): Promise<UploadProgress> {
    return this.#turn(name, async (place) => {
      if (facts.length > largestFile[name.rendition]) throw new FileRefused('too-large');
      if (await this.#isGone(name)) throw new FileRefused('gone');
      const known = readFacts(await this.#disk.read(place.facts));
      if (known && !sameFile(known, facts)) throw new FileRefused('other-content');
      const found = known && (await this.#look(name, place, known));
      if (found) return found;
      await this.#announce(name, place, facts);
      return { offset: 0, length: facts.length, finished: false };
    });
  }

  progress(name: FileName): Promise<UploadProgress | undefined> {
    return this.#turn(name, async (place) => {
      const known = readFacts(await this.#disk.read(place.facts));
      return known && this.#look(name, place, known);
    });
  }

  append(name: FileName, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<UploadProgress> {
    return this.#turn(name, async (place, interrupted) => {
      const facts = readFacts(await this.#disk.read(place.facts));
      const found = facts && (await this.#look(name, place, facts));
      if (!found) throw new FileRefused((await this.#isGone(name)) ? 'gone' : 'not-found');
      if (found.offset !== offset) throw new FileRefused('offset-mismatch');
      if (found.finished) return found;
      const to = facts.length;
      const reached = await within(this.#disk, place.upload, (file) =>
        writeStream(file, { from: offset, to, bytes, interrupted }),
      );
      if (reached === facts.length) return this.#finish(name, place, facts);
      return { offset: reached, length: facts.length, finished: false };
    });
  }

  async *names(shop: ShopId): AsyncGenerator<FileName> {
    for await (const { name, end } of eachFile(this.#disk, shop)) if (end === '') yield name;
  }

  discard(name: FileName): Promise<boolean> {
    return this.#turn(name, async (place) => {
      const facts = readFacts(await this.#disk.read(place.facts));
      if (!facts || (await this.#disk.stat(place.whole))) return false;
      await this.#drop(name, place, facts);
      return true;
    });
  }

  read(name: FileName): Promise<StoredFile | undefined> {
    return this.#guard(async () => {
      const place = placeOf(name);
      const facts = readFacts(await this.#disk.read(place.facts));
      const found = facts && (await this.#disk.stat(place.whole));
      // One of another length was damaged by its disk; it is offered to nobody.
      if (!found || found.size !== facts.length) return undefined;
      return { ...facts, open: () => this.#disk.stream(place.whole) };
    });
  }

  async remove(shop: ShopId, id: FileId): Promise<boolean> {
    // Counted before anything goes: what is gone and was not counted must not be taken off.
    await this.#guard(() => this.#usage.used(shop));
    let removed = false;
    for (const rendition of renditions) {
      const name = { shop, id, rendition };
      const any = await this.#turn(name, async (place) => {
        await this.#bury(place.folder, tombstoneOf(shop, id));
        return this.#erase(name, place);
      });
      removed ||= any;
    }
    return removed;
  }

  async sweep(before: number): Promise<number> {
    let swept = 0;
    for (const folder of await this.#guard(() => this.#disk.list(''))) {
      const shop = readShopFolder(folder);
      if (!shop) continue;
      for await (const { name, end } of eachFile(this.#disk, shop)) {
        if (end !== '' && (await this.#sweepOne(name, before))) swept++;
      }
    }
    return swept;
  }

  removeShop(shop: ShopId): Promise<number> {
    return this.#guard(async () => {
      let removed = 0;
      for (const folder of await this.#disk.list(shop)) {
        const place = `${shop}/${folder}`;
        const names = await this.#disk.list(place);
        for (const name of names) await this.#disk.remove(`${place}/${name}`);
        if (names.length > 0) await this.#disk.syncFolder(place);
        removed += names.filter((name) => readPlace(shop, name)?.end === '').length;
      }
      this.#usage.forget(shop);
      return removed;
    });
  }

  whileNoneFinishes<T>(work: () => Promise<T>): Promise<T> {
    return this.#finishing.whileNone(work);
  }

  used(shop: ShopId): Promise<number> {
    return this.#guard(() => this.#usage.used(shop));
  }

  /** How far an upload is. One whose last byte came just before a crash is finished now; undefined when it was no good. */
  async #look(name: FileName, place: FilePlace, facts: FileFacts): Promise<UploadProgress | undefined> {
    const { length } = facts;
    const whole = await this.#disk.stat(place.whole);
    if (whole?.size === length) {
      // Whoever renamed it may have died before that was synced.
      await this.#disk.syncFolder(place.folder);
      return { offset: length, length, finished: true };
    }
    const offset = (await this.#disk.stat(place.upload))?.size ?? 0;
    if (offset < length) return { offset, length, finished: false };
    try {
      return await this.#finish(name, place, facts);
    } catch (error) {
      if (error instanceof FileRefused) return undefined;
      throw error;
    }
  }

  async #announce(name: FileName, place: FilePlace, facts: FileFacts): Promise<void> {
    await this.#erase(name, place);
    if (!(await this.#usage.take(name.shop, roomOf(facts.length)))) throw new FileRefused('quota-exceeded');
    try {
      await this.#disk.makeFolder(place.folder);
      await within(this.#disk, place.draft, (file) => file.write(writeFacts(facts), 0));
      await this.#disk.rename(place.draft, place.facts);
    } catch (error) {
      await this.#usage.give(name.shop, roomOf(facts.length));
      throw error;
    }
  }

  /** @throws FileRefused when the bytes are not what was announced; then they are thrown away. */
  async #finish(name: FileName, place: FilePlace, facts: FileFacts): Promise<UploadProgress> {
    const problem = await problemOfUpload(this.#disk, place, facts);
    if (problem) {
      await this.#drop(name, place, facts);
      throw new FileRefused(problem);
    }
    try {
      await syncUpload(this.#disk, place);
    } catch (error) {
      // After a failed sync the system may have dropped the bytes and say nothing of it the next time.
      await this.#drop(name, place, facts);
      throw error;
    }
    await this.#finishing.step(() => makeWhole(this.#disk, place));
    return { offset: facts.length, length: facts.length, finished: true };
  }

  /** Says for good that the file was removed. */
  async #bury(folder: string, tombstone: string): Promise<void> {
    await this.#disk.makeFolder(folder);
    await within(this.#disk, tombstone, () => Promise.resolve());
    await this.#disk.syncFolder(folder);
  }

  /** Takes away an unfinished upload and the room it had. Its facts go last: a crash before leaves it at its first byte. */
  async #drop({ shop }: FileName, place: FilePlace, facts: FileFacts): Promise<void> {
    await this.#usage.used(shop);
    await this.#disk.remove(place.upload);
    await this.#disk.remove(place.facts);
    await this.#usage.give(shop, roomOf(facts.length));
  }

  /** Takes away whatever lies there, and makes that survive a power cut; true when there was something. */
  async #erase({ shop }: FileName, place: FilePlace): Promise<boolean> {
    await this.#usage.used(shop);
    const facts = readFacts(await this.#disk.read(place.facts));
    const length = facts?.length ?? (await this.#disk.stat(place.whole))?.size;
    const gone: boolean[] = [];
    for (const path of [place.whole, place.upload, place.facts, place.draft])
      gone.push(await this.#disk.remove(path));
    if (!gone.includes(true)) return false;
    await this.#disk.syncFolder(place.folder);
    if (length !== undefined) await this.#usage.give(shop, roomOf(length));
    return true;
  }

  #isGone({ shop, id }: FileName): Promise<boolean> {
    return this.#disk.stat(tombstoneOf(shop, id)).then((found) => found !== undefined);
  }

  async #sweepOne(name: FileName, before: number): Promise<boolean> {
    // Looked at before it takes a turn, which would interrupt whoever is uploading it.
    if (!(await this.#guard(() => isGivenUp(this.#disk, placeOf(name), before)))) return false;
    return this.#turn(name, async (place) => {
      if (!(await isGivenUp(this.#disk, place, before))) return false;
      await this.#erase(name, place);
      return true;
    });
  }

  #turn<T>(name: FileName, work: (place: FilePlace, interrupted: AbortSignal) => Promise<T>): Promise<T> {
    const place = placeOf(name);
    return this.#turns.take(place.whole, (interrupted) => this.#guard(() => work(place, interrupted)));
  }

  /** What the system said of its disk is one thing to whoever asked. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) {
        throw new StoreUnavailable('The disk cannot be read or written.', { cause: error });
      }
      throw error;
    }
  }
}
