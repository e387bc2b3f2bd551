/**
 * When to try again: exponential with full jitter, so that five hundred replicas whose relay restarted do not
 * come back in the same millisecond (y-websocket's own back-off has no jitter: fault 12).
 */
import type { Random } from './random.ts';

export interface BackoffBounds {
  /** The largest wait before the first retry, in milliseconds. */
  readonly first: number;
  /** The largest wait at all, in milliseconds. */
  readonly cap: number;
}

/** The wait before try `attempt` (0 is the first retry), in milliseconds: anywhere in (0, min(cap, first·2^attempt)]. */
export function backoff(attempt: number, { first, cap }: BackoffBounds, random: Random): number {
  const ceiling = Math.min(cap, first * 2 ** Math.min(attempt, 30));
  return Math.max(1, Math.ceil(ceiling * random()));
}
