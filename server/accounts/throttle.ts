/**
 * How long somebody waits before the next try to sign in: nothing at first, then longer each time, by the account that is tried
 * and by the address it is tried from (rule ACCOUNT-4). Kept in memory: a restart forgets it, and costs an attacker more than it
 * gives them.
 */
import type { Time } from '../../shared/lib/time.ts';

export interface ThrottleRule {
  /** Tries that cost no wait. */
  readonly free: number;
  /** The first wait in milliseconds; each further one is twice as long. */
  readonly first: number;
  /** No wait is longer. */
  readonly longest: number;
  /** What was tried so long ago is forgotten, in milliseconds. */
  readonly forget: number;
}

/** An account is tried by its owner, too: a stranger must not be able to keep them out for long. */
export const accountRule: ThrottleRule = { free: 5, first: 1_000, longest: 60_000, forget: 3_600_000 };
/** Behind one address there may be a whole shop. */
export const addressRule: ThrottleRule = { free: 30, first: 1_000, longest: 900_000, forget: 3_600_000 };

interface Tried {
  readonly tries: number;
  readonly last: number;
  /** No try is made before this moment. */
  readonly until: number;
}

/** Names that are remembered at most; beyond that those that were tried longest ago go. */
const mostNames = 50_000;

export class Throttle {
  readonly #rule: ThrottleRule;
  readonly #time: Pick<Time, 'now'>;
  readonly #tried = new Map<string, Tried>();

  constructor(rule: ThrottleRule, time: Pick<Time, 'now'>) {
    this.#rule = rule;
    this.#time = time;
  }

  /** Milliseconds to wait; 0 when it may be tried now. */
  wait(name: string): number {
    return Math.max(0, (this.#find(name)?.until ?? 0) - this.#time.now());
  }

  /** Counts a try when it begins, so that many at once are no more than many. */
  count(name: string): void {
    const { free, first, longest } = this.#rule;
    const now = this.#time.now();
    const tries = (this.#find(name)?.tries ?? 0) + 1;
    const wait = tries <= free ? 0 : Math.min(longest, first * 2 ** Math.min(30, tries - free - 1));
    this.#tried.delete(name);
    this.#tried.set(name, { tries, last: now, until: now + wait });
    if (this.#tried.size <= mostNames) return;
    const [oldest] = this.#tried.keys();
    if (oldest !== undefined) this.#tried.delete(oldest);
  }

  /** A try that was right is none; others from the same name stay counted. */
  takeBack(name: string): void {
    const tried = this.#find(name);
    if (tried) this.#tried.set(name, { ...tried, tries: tried.tries - 1, until: this.#time.now() });
  }

  /** It was the right one: all is forgotten. */
  forgive(name: string): void {
    this.#tried.delete(name);
  }

  #find(name: string): Tried | undefined {
    const tried = this.#tried.get(name);
    if (!tried || this.#time.now() - tried.last < this.#rule.forget) return tried;
    this.#tried.delete(name);
    return undefined;
  }
}
