/**
 * Time as a dependency. Nothing else in the project reads a clock or sets a timer, so that a test can run a
 * month in a millisecond. The two `main` files hand in `systemTime`; tests hand in `ManualTime`.
 */

export type Cancel = () => void;

export interface Time {
  /** Milliseconds since 1970, as this machine believes. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds; the answer cancels it and may be called at any time. */
  after(ms: number, run: () => void): Cancel;
}

export const systemTime: Time = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
