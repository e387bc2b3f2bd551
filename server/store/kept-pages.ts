/**
 * Pages of first syncs as they were made a moment ago: devices come together, when a shop begins and when a store was restored, and
 * each asks for the same ones (docs/decisions/0037-pages-kept-for-the-next-device.md). Knows no database: whether what a page was
 * made of is unchanged is looked at by whoever reads it (rule STORE-90).
 */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { Seq } from './store.ts';

export interface KeptPage {
  /** Where the page ends. */
  readonly cursor: Seq;
  /** The newest entry of each record in it, by the record's number. */
  readonly heads: ReadonlyMap<number, Seq>;
  /** Its own: never given away. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Of all pages together, in bytes: some 25,000 records. What comes beyond it is read as ever. */
const mostBytes = 16 * 2 ** 20;
/** A page that nobody asked for in this time is let go of, in milliseconds; at the latest in twice as long. */
const keptFor = 60_000;

export class KeptPages {
  readonly #time: Time;
  readonly #most: number;
  #pages = new Map<string, KeptPage>();
  /** Those that were asked for since some were let go of last. */
  readonly #asked = new Set<string>();
  #bytes = 0;
  #timer: Cancel | undefined;

  constructor(time: Time, most = mostBytes) {
    this.#time = time;
    this.#most = most;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): KeptPage | undefined {
    const page = this.#pages.get(key);
    if (page) this.#asked.add(key);
    return page;
  }

  keep(key: string, page: KeptPage): void {
    this.drop(key);
    if (this.#bytes + page.body.length > this.#most) return;
    this.#pages.set(key, page);
    this.#asked.add(key);
    this.#bytes += page.body.length;
    this.#timer ??= this.#time.after(keptFor, () => this.#letGo());
  }

  drop(key: string): void {
    this.#bytes -= this.#pages.get(key)?.body.length ?? 0;
    this.#pages.delete(key);
    this.#asked.delete(key);
  }

  clear(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#pages.clear();
    this.#asked.clear();
    this.#bytes = 0;
  }

  #letGo(): void {
    this.#timer = undefined;
    for (const key of this.#pages.keys()) if (!this.#asked.has(key)) this.drop(key);
    this.#asked.clear();
    if (this.#pages.size > 0) this.#timer = this.#time.after(keptFor, () => this.#letGo());
  }
}
