/**
 * Moments in which no file becomes whole, so that a backup can name all that are (rule FILE-10). A file becomes whole in a step of its
 * own; those that are under way are waited for, and new ones wait.
 */
export class Finishing {
  readonly #steps = new Set<Promise<unknown>>();
  /** Ends with the moment that somebody asked for last. */
  #still: Promise<void> = Promise.resolve();

  /** A step in which a file becomes whole. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    // Another moment may have been asked for while it waited.
    for (let still; still !== this.#still;) {
      still = this.#still;
      await still;
    }
    const step = work();
    const settled = step.catch(() => undefined);
    this.#steps.add(settled);
    try {
      return await step;
    } finally {
      this.#steps.delete(settled);
    }
  }

  /** Runs `work` in such a moment; one at a time. */
  async whileNone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#still;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#still = promise;
    try {
      await before;
      await Promise.all(this.#steps);
      return await work();
    } finally {
      resolve();
    }
  }
}
