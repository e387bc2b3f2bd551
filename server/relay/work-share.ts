/**
 * How much of the relay's time one socket has had, and what follows from it (rule LIMIT-9). The relay is one thread:
 * what it does for one socket, all others wait for. Only counts; who asks waits, or closes.
 */
import type { RelayLimits } from './relay.ts';

/** Of the time that passes, what a socket may have once it has used up what it may have at once. */
const share = 0.5;
/** Of the time that passes, what a socket may have for as long as it likes. */
const lasting = 0.1;

export type Pause =
  /** Go on at once. */
  | { readonly kind: 'none' }
  /** Let others have their turn, for so many milliseconds. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** It keeps the relay busy and does not stop. */
  | { readonly kind: 'enough' };

const none: Pause = { kind: 'none' };

export class WorkShare {
  readonly #limits: Pick<RelayLimits, 'workSlice' | 'workBurst' | 'workTotal'>;
  #at: number;
  /** Milliseconds of work since others had a turn. */
  #slice = 0;
  #burst = 0;
  #total = 0;

  constructor(now: number, limits: Pick<RelayLimits, 'workSlice' | 'workBurst' | 'workTotal'>) {
    this.#at = now;
    this.#limits = limits;
  }

  /** Work was done from one moment to another; both in milliseconds. */
  worked(from: number, to: number): Pause {
    // Most messages take less than the clock can tell; over many of them its steps add up to the truth.
    if (to <= from) return none;
    const { workSlice, workBurst, workTotal } = this.#limits;
    const passed = Math.max(0, to - this.#at);
    this.#at = to;
    const spent = to - from;
    this.#slice += spent;
    this.#burst = Math.max(0, this.#burst + spent - passed * share);
    this.#total = Math.max(0, this.#total + spent - passed * lasting);
    if (this.#total > workTotal) return { kind: 'enough' };
    if (this.#slice < workSlice) return none;
    this.#slice = 0;
    return { kind: 'wait', ms: Math.ceil(Math.max(0, this.#burst - workBurst) / share) };
  }
}
