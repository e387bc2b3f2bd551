/**
 * Which tabs have a record open, as Web Locks: shared while it is open, alone to fold it (fault 7). Without locks
 * there is no other tab.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { ReplicaOptions } from './options.ts';

/** A tab that was frozen while folding must not keep another from showing the record. */
const patience = 3_000;

export class RecordLocks {
  readonly #locks: ReplicaOptions['locks'];
  readonly #prefix: string;
  readonly #time: Time;

  constructor(locks: ReplicaOptions['locks'], prefix: string, time: Time) {
    this.#locks = locks;
    this.#prefix = prefix;
    this.#time = time;
  }

  /**
   * Resolves when nobody folds the record, or after three seconds. The answer gives the lock back, and resolves when that
   * is done: asked for at once, the lock would still be found taken.
   */
  share(name: EntityKey): Promise<() => Promise<void>> {
    const locks = this.#locks;
    if (!locks) return Promise.resolve(() => Promise.resolve());
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const notTaken = (): Promise<void> => {
      letGo();
      return Promise.resolve();
    };
    return new Promise((resolve) => {
      const cancel = this.#time.after(patience, () => resolve(notTaken));
      const released = locks
        .request(this.#nameOf(name), { mode: 'shared' }, () => {
          cancel();
          resolve(() => {
            letGo();
            return released;
          });
          return held;
        })
        .catch(() => {
          cancel();
          resolve(notTaken);
        });
    });
  }

  /** Runs `work` while no tab has the record open; answers false, without running it, when one has. */
  async alone(name: EntityKey, work: () => Promise<void>): Promise<boolean> {
    if (!this.#locks) {
      await work();
      return true;
    }
    const ran = await this.#locks.request(
      this.#nameOf(name),
      { mode: 'exclusive', ifAvailable: true },
      async (lock) => {
        if (!lock) return false;
        await work();
        return true;
      },
    );
    return ran;
  }

  /** Runs `work` with those of the records that no tab has open, which none opens meanwhile. */
  async aloneOf(
    names: readonly EntityKey[],
    work: (closed: readonly EntityKey[]) => Promise<void>,
    closed: readonly EntityKey[] = [],
  ): Promise<void> {
    const [next, ...rest] = names;
    if (next === undefined) return work(closed);
    const ran = await this.alone(next, () => this.aloneOf(rest, work, [...closed, next]));
    if (!ran) await this.aloneOf(rest, work, closed);
  }

  #nameOf(name: EntityKey): string {
    return `${this.#prefix}/open/${name}`;
  }
}
