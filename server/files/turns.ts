/**
 * Calls for one name run one after the other, and a newer one interrupts the one that runs: a device that was cut off
 * and comes back must not wait for the old connection's time-out, and must be told an offset that stands still.
 */
export class Turns {
  readonly #last = new Map<
    string,
    { readonly interrupt: AbortController; readonly done: Promise<unknown> }
  >();

  /** Runs `work` when all earlier calls for `key` have ended; `interrupted` fires when a later one wants its turn. */
  async take<T>(key: string, work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    before?.interrupt.abort();
    const interrupt = new AbortController();
    const result = (async () => {
      await before?.done;
      return work(interrupt.signal);
    })();
    const mine = { interrupt, done: result.catch(() => undefined) };
    this.#last.set(key, mine);
    try {
      return await result;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
