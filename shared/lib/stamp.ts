/**
 * Stamps: readings of a hybrid logical clock. A stamp decides only between values that are truly concurrent
 * (rule CLOCK-1); what a writer has seen it replaces, whatever the clocks say.
 *
 * A stamp is one number, `milliseconds × 1024 + counter`, which stays a whole number until the year 2248 and
 * takes nine bytes in an update. Equal stamps of two authors are told apart by `compareStamped`.
 */
import type { Time } from './time.ts';

declare const brand: unique symbol;
export type Stamp = number & { readonly [brand]: 'Stamp' };

const perMillisecond = 1024;

/** Ten years: clocks that are wrong are wrong by less. In milliseconds. */
const farthestAhead = 10 * 365 * 24 * 3_600_000;

export const stampAt = (milliseconds: number, counter = 0): Stamp =>
  (Math.floor(milliseconds) * perMillisecond + counter) as Stamp;

/** The wall-clock part of a stamp, in milliseconds since 1970. */
export const stampMilliseconds = (stamp: Stamp): number => Math.floor(stamp / perMillisecond);

export const isStamp = (value: unknown): value is Stamp =>
  Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * A replica's clock: wall time, corrected by the relay's at each connection, that never hands out the same or a
 * smaller stamp twice and always one above those it is shown.
 */
export class StampClock {
  readonly #time: Time;
  #last = 0;
  #correction = 0;

  constructor(time: Time) {
    this.#time = time;
  }

  /** Milliseconds to add to this machine's clock to get the relay's (rule CLOCK-2). */
  get correction(): number {
    return this.#correction;
  }

  /** Takes the relay's reading: `relayNow` was read while this machine's clock went from `sent` to `received`. */
  correct(relayNow: number, sent: number, received: number): void {
    this.#correction = Math.round(relayNow - (sent + received) / 2);
  }

  /** The corrected time in milliseconds. */
  now(): number {
    return this.#time.now() + this.#correction;
  }

  /** A stamp of a moment in the past, in milliseconds, above all of `seen`: of what somebody wrote then and hands in now. */
  of(at: number, seen: Iterable<number> = []): Stamp {
    const now = Math.max(0, this.now());
    let stamp = stampAt(Math.min(Math.max(0, at), now));
    for (const each of seen)
      if (isStamp(each) && each >= stamp && each < stampAt(now + farthestAhead)) stamp = (each + 1) as Stamp;
    return stamp;
  }

  /**
   * A fresh stamp, above every one that it gave before and above all of `seen`, except those too far ahead to be
   * anybody's clock (rule CLOCK-3): following a forged one would make every later write of this replica win.
   */
  next(seen: Iterable<number> = []): Stamp {
    const now = Math.max(0, this.now());
    const believable = stampAt(now + farthestAhead);
    let floor = this.#last;
    for (const stamp of seen) if (isStamp(stamp) && stamp > floor && stamp < believable) floor = stamp;
    this.#last = Math.max(stampAt(now), floor + 1);
    return this.#last as Stamp;
  }
}
