/**
 * The way of entries to the store: what all rooms wrote in one turn goes there in one call, in order. Knows nothing
 * of what an entry means.
 *
 * A call that fails takes everything that still waits here with it, so that no entry of a document is ever stored
 * behind one that was lost; the store promises the same for the calls that it already has (rule ROOM-6).
 */
import { must } from '../../shared/lib/assert.ts';
import type { LogEntry, Seq, Store } from '../store/store.ts';
import type { Turn } from './turn.ts';

/** An entry on its way. Exactly one of `stored` and `failed` is called, in the order of adding. */
export interface Outgoing {
  /** Whose entry it is: only the last one of each owner in a call carries a row. */
  readonly owner: object;
  readonly entry: LogEntry;
  /** The owner's row as it is now, where one is due. Asked right before the call. */
  row(): string | undefined;
  stored(seq: Seq): void;
  failed(error: unknown): void;
}

export class LogQueue {
  readonly #store: Pick<Store, 'append'>;
  readonly #turn: Turn;
  /** Told after each call's entries were, with what moved. */
  readonly #committed: (moved: readonly Outgoing[], seqs: readonly Seq[]) => void;
  readonly #broken: (error: unknown) => void;
  #queue: Outgoing[] = [];
  #calls = 0;
  #idle: (() => void)[] = [];

  constructor(
    store: Pick<Store, 'append'>,
    turn: Turn,
    committed: (moved: readonly Outgoing[], seqs: readonly Seq[]) => void,
    /** What somebody who was told threw; the others are told all the same. */
    broken: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#turn = turn;
    this.#committed = committed;
    this.#broken = broken;
  }

  add(outgoing: Outgoing): void {
    this.#queue.push(outgoing);
    if (this.#queue.length === 1) this.#turn.lastAtEnd(() => void this.#flush());
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    if (this.#queue.length === 0 && this.#calls === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async #flush(): Promise<void> {
    const batch = this.#queue;
    if (batch.length === 0) return;
    this.#queue = [];
    this.#calls++;
    const outcome = await this.#append(this.#withRows(batch));
    this.#calls--;
    if ('seqs' in outcome) {
      const { seqs } = outcome;
      for (const [at, outgoing] of batch.entries())
        this.#guard(() => outgoing.stored(must(seqs[at], 'a number for each')));
      this.#guard(() => this.#committed(batch, seqs));
    } else {
      const behind = this.#queue;
      this.#queue = [];
      for (const outgoing of [...batch, ...behind]) this.#guard(() => outgoing.failed(outcome.error));
    }
    if (this.#calls === 0 && this.#queue.length === 0) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  async #append(
    entries: readonly LogEntry[],
  ): Promise<{ readonly seqs: readonly Seq[] } | { readonly error: unknown }> {
    try {
      return { seqs: await this.#store.append(entries) };
    } catch (error) {
      return { error };
    }
  }

  /** A row is made again at any time; nothing of a call is lost over one. */
  #withRows(batch: readonly Outgoing[]): readonly LogEntry[] {
    const last = new Map(batch.map((outgoing) => [outgoing.owner, outgoing]));
    return batch.map((outgoing) => {
      const row = last.get(outgoing.owner) === outgoing ? this.#guard(() => outgoing.row()) : undefined;
      return row === undefined ? outgoing.entry : { ...outgoing.entry, row };
    });
  }

  #guard<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#broken(error);
      return undefined;
    }
  }
}
