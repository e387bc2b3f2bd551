/** Web Locks for tests in Node. */
import type { TabLocks } from '../kept-drafts.ts';

/** Exclusive locks of one browser, as far as they are used here. */
export class OneBrowser implements TabLocks {
  readonly #held = new Map<string, Promise<unknown>>();

  request(
    name: string,
    { signal }: { readonly signal: AbortSignal },
    run: () => Promise<void>,
  ): Promise<unknown> {
    const before = this.#held.get(name) ?? Promise.resolve();
    const granted = before.then(() => {
      signal.throwIfAborted();
      return run();
    });
    this.#held.set(
      name,
      granted.catch(() => undefined),
    );
    return granted;
  }

  /** Lets everything that can be granted be granted. */
  async turn(): Promise<void> {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  }
}
