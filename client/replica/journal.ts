/**
 * The journal of an open record: a y-indexeddb database of its own, read once before the provider connects and
 * deleted when the record is folded. Its word that something is stored is never relied on (see
 * docs/decisions/0002): that is the outbox's part. A journal that cannot be opened or read is done without. One of an
 * earlier generation holds edits that were taken back, and is never read.
 */
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import { AttachedJournal } from './attached-journal.ts';

/** Longer than this nobody waits for a journal. */
const patience = 2_000;

export class Journals {
  readonly #prefix: string;
  readonly #time: Time;
  readonly #indexedDB: IDBFactory | undefined;

  /** y-indexeddb always uses the global `indexedDB`, so `indexedDB` is that or undefined for no journals at all. */
  constructor(prefix: string, time: Time, indexedDB: IDBFactory | undefined) {
    this.#prefix = prefix;
    this.#time = time;
    this.#indexedDB = indexedDB;
  }

  get enabled(): boolean {
    return this.#indexedDB !== undefined;
  }

  /** The updates in a record's journal, which is made if it is not there; undefined when it cannot be read. */
  async read(name: EntityKey, generation = ''): Promise<readonly Uint8Array[] | undefined> {
    const factory = this.#indexedDB;
    if (!factory) return undefined;
    return this.#within<readonly Uint8Array[]>((resolve, reject) => {
      const opening = factory.open(this.#database(name, generation));
      opening.addEventListener('upgradeneeded', () => {
        opening.result.createObjectStore('updates', { autoIncrement: true });
        opening.result.createObjectStore('custom');
      });
      opening.addEventListener('error', () => reject(opening.error));
      opening.addEventListener('success', () => {
        const db = opening.result;
        db.addEventListener('versionchange', () => db.close());
        try {
          const reading = db.transaction(['updates'], 'readonly').objectStore('updates').getAll();
          reading.addEventListener('error', () => {
            db.close();
            reject(reading.error);
          });
          reading.addEventListener('success', () => {
            db.close();
            const all: unknown[] = reading.result;
            if (all.every((piece) => piece instanceof Uint8Array)) resolve(all);
            else reject(new TypeError('a journal holds what is no update'));
          });
        } catch (error) {
          db.close();
          reject(error);
        }
      });
    });
  }

  /** Lets y-indexeddb write down what happens to the document; undefined when it did not come to life in time. */
  async attach(name: EntityKey, generation: string, doc: Y.Doc): Promise<AttachedJournal | undefined> {
    const database = this.#database(name, generation);
    const journal = await this.#begin(database, doc);
    return journal && new AttachedJournal(doc, journal, () => this.#begin(database, doc));
  }

  async #begin(database: string, doc: Y.Doc): Promise<IndexeddbPersistence | undefined> {
    const journal = new IndexeddbPersistence(database, doc);
    const synced = await this.#within<true>((resolve) => {
      void journal.whenSynced.then(() => resolve(true));
    });
    if (synced) return journal;
    void journal.destroy();
    return undefined;
  }

  /** Whether it is gone; it is not while another connection holds it. */
  async delete(name: EntityKey, generation = ''): Promise<boolean> {
    return this.#deleteDatabase(this.#database(name, generation));
  }

  /** The databases that are journals; none where the browser does not list its databases. */
  async list(): Promise<readonly string[]> {
    if (typeof this.#indexedDB?.databases !== 'function') return [];
    const all = (await this.#indexedDB.databases()).flatMap(({ name }) => name ?? []);
    return all.filter((name) => name.startsWith(`${this.#prefix}/journal/`));
  }

  /** Those of these databases that are the record's journals, of any generation. */
  among(databases: readonly string[], name: EntityKey): readonly string[] {
    const first = this.#database(name, '');
    return databases.filter((each) => each === first || each.startsWith(`${first}#`));
  }

  /**
   * Deletes the record's journals of all generations but `present`, as far as they are among these databases. Whether they
   * are gone.
   */
  async deleteAmong(databases: readonly string[], name: EntityKey, present?: string): Promise<boolean> {
    const spared = present === undefined ? undefined : this.#database(name, present);
    const all = this.among(databases, name).filter((each) => each !== spared);
    return (await Promise.all(all.map((each) => this.#deleteDatabase(each)))).every(Boolean);
  }

  async #deleteDatabase(database: string): Promise<boolean> {
    const factory = this.#indexedDB;
    if (!factory) return true;
    const gone = await this.#within<true>((resolve, reject) => {
      const deleting = factory.deleteDatabase(database);
      deleting.addEventListener('success', () => resolve(true));
      deleting.addEventListener('error', () => reject(deleting.error));
    });
    return gone === true;
  }

  #database(name: EntityKey, generation: string): string {
    return `${this.#prefix}/journal/${name}${generation && `#${generation}`}`;
  }

  #within<T>(work: (resolve: (value: T) => void, reject: (error: unknown) => void) => void) {
    return new Promise<T | undefined>((resolve) => {
      const cancel = this.#time.after(patience, () => resolve(undefined));
      const settle = (value: T | undefined): void => {
        cancel();
        resolve(value);
      };
      try {
        work(settle, () => settle(undefined));
      } catch {
        settle(undefined);
      }
    });
  }
}
