/** How much one socket may say: so much a second, and ten seconds of it at once. */
import type { Time } from '../../shared/lib/time.ts';

const burstSeconds = 10;

export class Allowance {
  readonly #time: Pick<Time, 'now'>;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  constructor(time: Pick<Time, 'now'>, perSecond: number) {
    this.#time = time;
    this.#perSecond = perSecond;
    this.#left = perSecond * burstSeconds;
    this.#at = time.now();
  }

  /** False when it is used up. The clock is only asked then, so that counting costs next to nothing. */
  take(): boolean {
    if (this.#left < 1) this.#refill();
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }

  #refill(): void {
    const now = this.#time.now();
    const seconds = Math.max(0, now - this.#at) / 1_000;
    this.#at = now;
    this.#left = Math.min(this.#perSecond * burstSeconds, this.#left + seconds * this.#perSecond);
  }
}
