/** So many requests in a minute, and so many at once (rule BRIDGE-10). */
import type { Time } from '../../../shared/lib/time.ts';

export interface RateBudget {
  /** Waits for its turn; the answer gives it back. */
  take(): Promise<() => void>;
  /** Nothing is asked before that moment, in milliseconds. */
  pauseUntil(at: number): void;
  /** That moment. */
  pausedUntil(): number;
}

export function rateBudget({
  time,
  sleep,
  perMinute,
  atOnce,
}: {
  readonly time: Pick<Time, 'now'>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly perMinute: number;
  readonly atOnce: number;
}): RateBudget {
  /** When the requests of the last minute were made, the oldest first. */
  const made: number[] = [];
  let under = 0;
  let paused = 0;
  const queue: (() => void)[] = [];

  async function turn(): Promise<void> {
    if (under < atOnce) {
      under++;
      return;
    }
    // Who leaves hands its place on.
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  return {
    async take() {
      await turn();
      for (;;) {
        const now = time.now();
        while (made.length > 0 && (made[0] as number) <= now - 60_000) made.shift();
        const free = made.length < perMinute ? now : (made[0] as number) + 60_000;
        const at = Math.max(free, paused);
        if (at <= now) break;
        await sleep(at - now);
      }
      made.push(time.now());
      return () => {
        const next = queue.shift();
        if (next) next();
        else under--;
      };
    },
    pauseUntil(at) {
      paused = Math.max(paused, at);
    },
    pausedUntil: () => paused,
  };
}
