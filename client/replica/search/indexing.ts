/**
 * Keeps the index in step with the rows. Edits of a moment ago are taken in before the next search looks; the thousands that
 * loading and catching up bring, in slices when there is time.
 */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { Slice } from '../slice.ts';
import { SearchIndex } from './search-index.ts';

/** Up to this many at once are edits, not a page of catching up. */
const few = 24;
/** More edits than this wait for their slice, too. */
const mostAtOnce = 500;

export class Indexing {
  readonly index = new SearchIndex();
  readonly #slice: Slice;
  readonly #progressed: () => void;
  /** What is to be taken in: a row, or undefined for one that is gone. */
  readonly #edits = new Map<EntityKey, Row | undefined>();
  readonly #many = new Map<EntityKey, Row | undefined>();
  #running = false;
  #stopped = false;

  constructor(slice: Slice, progressed: () => void) {
    this.#slice = slice;
    this.#progressed = progressed;
  }

  /** Whether a search sees everything. */
  get isComplete(): boolean {
    return this.#many.size === 0;
  }

  put(rows: ReadonlyMap<EntityKey, Row | undefined>): void {
    const isFew = rows.size <= few && this.#edits.size < mostAtOnce;
    for (const [name, row] of rows) {
      (isFew ? this.#many : this.#edits).delete(name);
      (isFew ? this.#edits : this.#many).set(name, row);
    }
    if (!this.#running) void this.#run();
  }

  /** Takes records out at once: what may not be seen any more must not be found for a moment longer. */
  forget(names: Iterable<EntityKey>): void {
    for (const name of names) {
      this.#edits.delete(name);
      this.#many.delete(name);
      this.index.remove(name);
    }
  }

  /** Takes in the edits of a moment ago. */
  settle(): void {
    for (const [name, row] of this.#edits) this.#take(name, row);
    this.#edits.clear();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    this.#running = true;
    await this.#slice.turn();
    while (!this.#stopped && this.#many.size > 0) {
      for (const [name, row] of this.#many) {
        this.#many.delete(name);
        this.#take(name, row);
        if (this.#slice.isOver) break;
      }
      this.#progressed();
      await this.#slice.turn();
    }
    if (!this.#stopped) this.settle();
    this.#running = false;
  }

  #take(name: EntityKey, row: Row | undefined): void {
    if (row) this.index.put(name, row);
    else this.index.remove(name);
  }
}
