/**
 * One socket's catching up: a page for each request, as the store has it, without making a document; and `changed`
 * when there is more after the last page (rules CATCH-1 to CATCH-3).
 */
import { parseKind, type EntityKey, type KindName, type ShopId } from '../../shared/lib/ids.ts';
import type {
  Changed as ChangedMessage,
  ErasedRecords,
  Follow,
  LeftRecords,
  Page,
} from '../../shared/protocol/messages.ts';
import type { Gone } from '../store/erasure-store.ts';
import type { Seq, Store, StoredPage } from '../store/store.ts';
import type { Changed, Follows } from './changed.ts';

export interface CatchUpOptions {
  readonly store: Pick<Store, 'page'>;
  /** Says what moves in the shop, for as long as that is asked for. */
  readonly changed: Pick<Changed, 'follow'>;
  /** What a cursor is of. */
  readonly epoch: string;
  readonly shop: ShopId;
  /** Kinds that its reader may not read: to them there are none (rule READ-3). */
  readonly withheld: readonly KindName[];
  /** The places that its reader sees; all when absent. */
  readonly places?: readonly string[];
  readonly pageBytes: number;
  readonly send: (message: Page | ChangedMessage | ErasedRecords | LeftRecords) => void;
  /** The store cannot be read. */
  readonly failed: (error: unknown) => void;
}

/** Kinds that one request may name: more than there are. */
const maxKinds = 16;
/** Requests that may wait for an answer; an honest replica waits for each page. */
const maxWaiting = 8;

/** A page that will probably be asked for. */
interface ReadAhead {
  readonly cursor: Seq;
  readonly kinds: readonly KindName[];
  readonly page: Promise<StoredPage>;
}

export type Asked = 'asked' | 'too-many' | 'bad-kind';

export class CatchUp implements Follows {
  readonly #options: CatchUpOptions;
  #kinds: readonly KindName[] = [];
  /** Where the last page ended; undefined as long as there is more, or nothing was asked. */
  #level: Seq | undefined;
  /** The newest entry that was stored while a page was under way. */
  #moved: Seq = 0;
  #reached: Seq = 0;
  #waiting = 0;
  #ahead: ReadAhead | undefined;
  #work: Promise<void> = Promise.resolve();
  /** Ends hearing of what moves: from a request on, until its reader was told that there is more. */
  #unfollow: (() => void) | undefined;
  #ended = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** Up to where its reader has everything, as far as that is known; 0 before. */
  get reached(): Seq {
    return this.#reached;
  }

  /** Starts from where a replica says it is: from the beginning when it knows another store. */
  follow({ epoch, cursor, kinds }: Follow): Asked {
    return this.ask(epoch === this.#options.epoch ? cursor : 0, kinds);
  }

  /** Sends the page after `cursor`, after those that were asked before. */
  ask(cursor: Seq, kinds: readonly string[]): Asked {
    if (this.#waiting >= maxWaiting) return 'too-many';
    const named = [...new Set(kinds)];
    if (named.length > maxKinds) return 'bad-kind';
    const parsed = named.map(parseKind);
    if (!parsed.every((kind) => kind !== undefined)) return 'bad-kind';
    this.#waiting++;
    this.#level = undefined;
    if (!this.#ended) this.#unfollow ??= this.#options.changed.follow(this.#options.shop, this);
    this.#work = this.#after(this.#work, cursor, parsed);
    return 'asked';
  }

  /** Its reader is gone. */
  end(): void {
    this.#ended = true;
    this.#rest();
  }

  moved(seq: Seq, kind: string): void {
    if (this.#options.withheld.some((withheld) => withheld === kind)) return;
    if (this.#kinds.length > 0 && !this.#kinds.some((followed) => followed === kind)) return;
    this.#moved = seq;
    this.#tell();
  }

  /** Something was erased, or is somewhere else, of whatever kind. */
  erased(seq: Seq): void {
    // What was read before may be of what is gone.
    this.#ahead = undefined;
    this.#moved = seq;
    this.#tell();
  }

  async #after(earlier: Promise<void>, cursor: Seq, kinds: readonly KindName[]): Promise<void> {
    await earlier;
    await this.#page(cursor, kinds);
    this.#waiting--;
  }

  async #page(cursor: Seq, kinds: readonly KindName[]): Promise<void> {
    const { store, epoch, shop, withheld: without, places, pageBytes: bytes, send, failed } = this.#options;
    this.#kinds = kinds;
    try {
      const ahead = this.#ahead;
      this.#ahead = undefined;
      const query = { shop, bytes, without, ...(places && { places }), ...(kinds.length > 0 && { kinds }) };
      const isAhead = ahead?.cursor === cursor && ahead.kinds.join() === kinds.join();
      const { gone, left, ...page } = await (isAhead ? ahead.page : store.page({ ...query, after: cursor }));
      if (page.more) {
        // While its reader takes this one in, the next one is made.
        const next = store.page({ ...query, after: page.cursor });
        // It is read again when it is asked for.
        next.catch(() => {
          if (this.#ahead?.page === next) this.#ahead = undefined;
        });
        this.#ahead = { cursor: page.cursor, kinds, page: next };
      }
      // First: whoever stores the page notes with its cursor that this was heard (rule ERASE-6).
      if (gone) tellErased(gone, send);
      if (left) tellLeft(left, send);
      send({ type: 'page', epoch, ...page });
      if (page.more || this.#waiting > 1) return;
      this.#level = page.cursor;
      this.#reached = page.cursor;
      this.#tell();
    } catch (error) {
      failed(error);
    }
  }

  #tell(): void {
    if (this.#level === undefined || this.#moved <= this.#level) return;
    this.#level = undefined;
    // What moves from here on is in the page that is asked for next.
    this.#rest();
    this.#options.send({ type: 'changed', cursor: this.#moved });
  }

  #rest(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }
}

/** Names and files that one message tells. */
const erasedAtOnce = 500;

function tellLeft(names: readonly EntityKey[], send: (message: LeftRecords) => void): void {
  for (let from = 0; from < names.length; from += erasedAtOnce) {
    send({ type: 'left', names: names.slice(from, from + erasedAtOnce) });
  }
}

function tellErased({ names, files }: Gone, send: (message: ErasedRecords) => void): void {
  for (let from = 0; from < Math.max(names.length, files.length); from += erasedAtOnce) {
    const some = <T>(all: readonly T[]): readonly T[] => all.slice(from, from + erasedAtOnce);
    send({ type: 'erased', names: some(names), files: some(files) });
  }
}
