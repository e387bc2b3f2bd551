/**
 * A Dexie database that outlasts its connection. A browser closes one at any time: its process dies, or somebody clears
 * the device's storage (faults 4 and 5). Then it is opened again, once for all calls that met it.
 */
import { Dexie, type DexieOptions } from 'dexie';
import { connectionDied, failure } from './dexie-failure.ts';
import { Listeners } from './listeners.ts';

/** What is opened while the browser still clears is closed by that, too. */
const triesToOpen = 3;

export class LastingDatabase extends Dexie {
  /** Opened again: what it holds may be nothing. */
  readonly reopened = new Listeners();
  #openings = 0;
  #reopening: Promise<void> | undefined;
  #ended = false;

  constructor(name: string, options: DexieOptions) {
    // Strict: "saved on this device" is said of these transactions, and relaxed ones may complete before they are.
    super(name, { ...options, chromeTransactionDurability: 'strict' });
    // At every opening, Dexie's own after it made way for a deletion included.
    const isOpen = (): void => {
      this.#openings += 1;
      if (this.#openings > 1) queueMicrotask(() => this.reopened.emit());
    };
    this.on('ready', isOpen, true);
    // The browser may have cleared it, so it is opened at once, and not when the next edit is made. Closing it to open
    // it again is told here, too, as is the end.
    this.on('close', () => {
      if (!this.#ended) this.#reopen().catch(() => undefined);
    });
  }

  /**
   * Does something, and once more when the connection died.
   * @throws VaultFailed, and whatever of the caller's own `mine` says is.
   */
  async run<T>(work: () => PromiseLike<T>, mine: (error: unknown) => boolean = () => false): Promise<T> {
    const before = this.#openings;
    try {
      return await work();
    } catch (error) {
      if (mine(error)) throw error;
      if (this.#ended || !connectionDied(error)) throw failure(error);
      try {
        // Not when another call has done it meanwhile: it would break what runs on the new one.
        if (this.#reopening || this.#openings === before) await this.#reopen();
        return await work();
      } catch (again) {
        throw mine(again) ? again : failure(again);
      }
    }
  }

  /** Closes it for good. */
  end(): void {
    this.#ended = true;
    this.close();
  }

  #reopen(): Promise<void> {
    return (this.#reopening ??= this.#openAgain().finally(() => {
      this.#reopening = undefined;
    }));
  }

  async #openAgain(): Promise<void> {
    // Closing tells of itself, so it must be known by then that this is under way.
    await Promise.resolve();
    for (let tries = 1; ; tries++) {
      this.close({ disableAutoOpen: false });
      try {
        await this.open();
        return;
      } catch (error) {
        if (tries === triesToOpen) throw error;
      }
    }
  }
}
