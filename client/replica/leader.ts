/**
 * One tab of a device leads: it alone catches up and sends what is pending for records that nobody has open. A Web
 * Lock decides. When the leading tab goes, the next one's request is granted; one whose lock was stolen steps down
 * and queues again (fault 7). Without locks there is no other tab.
 */
import type { ReplicaOptions } from './options.ts';

export interface LeaderEvents {
  gained(): void;
  lost(): void;
}

export class Leader {
  readonly #locks: ReplicaOptions['locks'];
  readonly #name: string;
  readonly #events: LeaderEvents;
  #leads = false;
  #stopped = false;
  #letGo: (() => void) | null = null;
  readonly #abort = new AbortController();

  constructor(locks: ReplicaOptions['locks'], name: string, events: LeaderEvents) {
    this.#locks = locks;
    this.#name = name;
    this.#events = events;
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** Resolves when it is known whether this tab leads now; later changes come as events. */
  async start(): Promise<void> {
    if (!this.#locks) return this.#gain();
    const answered = await this.#request({ ifAvailable: true });
    if (answered === 'taken') void this.#queue();
  }

  stop(): void {
    this.#stopped = true;
    this.#abort.abort();
    this.#letGo?.();
    this.#leads = false;
  }

  async #queue(): Promise<void> {
    if (!this.#stopped) await this.#request({ signal: this.#abort.signal });
  }

  /** Resolves as soon as the lock is held or refused; holding it goes on in the background. */
  #request(options: LockOptions): Promise<'held' | 'taken'> {
    return new Promise((resolve) => {
      const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
      let mine = false;
      this.#locks
        ?.request(this.#name, options, (lock) => {
          if (!lock || this.#stopped) return resolve('taken');
          mine = true;
          this.#letGo = letGo;
          this.#gain();
          resolve('held');
          return held;
        })
        .catch(() => {
          // Aborted by stop, or stolen: the promise rejects while this tab still believes that it holds the lock.
          resolve('taken');
          if (mine && !this.#stopped) {
            this.#leads = false;
            this.#events.lost();
            void this.#queue();
          }
        });
    });
  }

  #gain(): void {
    this.#leads = true;
    this.#events.gained();
  }
}
