/** A clock that moves only when a test says so. Timers fire in the order of their moment, then of their setting. */
import type { Cancel, Time } from './time.ts';

export class ManualTime implements Time {
  #now: number;
  #order = 0;
  #timers = new Map<number, { at: number; run: () => void }>();

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Timers that are set and have not fired. */
  get waiting(): number {
    return this.#timers.size;
  }

  after(ms: number, run: () => void): Cancel {
    const key = this.#order++;
    this.#timers.set(key, { at: this.#now + Math.max(0, ms), run });
    return () => this.#timers.delete(key);
  }

  /** Moves forward by `ms`, firing what falls due on the way, and letting promises settle between two timers. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers]
        .filter(([, timer]) => timer.at <= end)
        .sort(([a, left], [b, right]) => left.at - right.at || a - b)[0];
      if (!next) break;
      const [key, timer] = next;
      this.#timers.delete(key);
      this.#now = Math.max(this.#now, timer.at);
      timer.run();
      await Promise.resolve();
    }
    this.#now = end;
  }

  /** Sets the wall clock without firing anything: a user who changes the date, a machine that woke up. */
  jump(to: number): void {
    this.#now = to;
  }
}
