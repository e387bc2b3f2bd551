/**
 * y-indexeddb on one document, made safe. When its connection has gone (closed by the browser, or with a dying
 * database) it throws out of the document's own event: later listeners never hear of the edit, and the editor that
 * made it stops working (fault 5). Here that is caught, and the journal is begun again; y-indexeddb then writes the
 * whole state, so what was missed is in it.
 */
import type { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

/** Opens the journal and reads it; undefined when it did not come to life in time. */
export type BeginJournal = () => Promise<IndexeddbPersistence | undefined>;

export class AttachedJournal {
  readonly #doc: Y.Doc;
  readonly #begin: BeginJournal;
  #journal: IndexeddbPersistence | undefined;
  #store: IndexeddbPersistence['_storeUpdate'] = () => undefined;
  #beginning = false;
  #destroyed = false;

  constructor(doc: Y.Doc, journal: IndexeddbPersistence, begin: BeginJournal) {
    this.#doc = doc;
    this.#begin = begin;
    this.#adopt(journal);
    doc.on('update', this.#write);
  }

  async destroy(): Promise<void> {
    this.#destroyed = true;
    this.#doc.off('update', this.#write);
    await this.#journal?.destroy();
  }

  /** Listens in its place. */
  #adopt(journal: IndexeddbPersistence): void {
    const { _storeUpdate: store } = journal;
    this.#doc.off('update', store);
    this.#journal = journal;
    this.#store = store;
  }

  readonly #write = (update: Uint8Array, origin: unknown): void => {
    try {
      if (this.#journal) this.#store(update, origin);
      else void this.#again();
    } catch {
      const broken = this.#journal;
      this.#journal = undefined;
      void broken?.destroy();
      void this.#again();
    }
  };

  async #again(): Promise<void> {
    if (this.#beginning) return;
    this.#beginning = true;
    const journal = await this.#begin();
    this.#beginning = false;
    // Where it failed, the next edit tries again.
    if (!journal) return;
    if (this.#destroyed) await journal.destroy();
    else this.#adopt(journal);
  }
}
