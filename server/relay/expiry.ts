/** A moment that may be years away: timers of the platform reach 24 days only, and fire at once beyond that. */
import type { Cancel, Time } from '../../shared/lib/time.ts';

const longest = 2 ** 31 - 1;

/** Calls `run` once the clock has reached `moment` (milliseconds since 1970); the answer cancels it. */
export function untilExpiry(time: Time, moment: number, run: () => void): Cancel {
  const wait = (): Cancel => {
    const left = moment - time.now();
    if (left <= 0) return time.after(0, run);
    return time.after(Math.min(left, longest), () => {
      cancel = wait();
    });
  };
  let cancel = wait();
  return () => cancel();
}
