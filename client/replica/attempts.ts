/**
 * What became of the tries to send each record that did not go through: why, how often, and when the next one is. A
 * try waits longer each time, with jitter and a cap; after the last one the record has failed, and is tried again on the
 * next connection or when a person asks (rules QUEUE-4 and PEND-9). Knows no documents and no sockets.
 */
import { backoff } from '../../shared/lib/backoff.ts';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import { Listeners } from './listeners.ts';
import type { FailureReason, RecordSync } from './types.ts';

export interface Attempt {
  readonly reason: FailureReason;
  readonly tries: number;
  /** In this machine's milliseconds; null when none is made by itself. */
  readonly nextTryAt: number | null;
}

export interface AttemptsContext {
  readonly time: Time;
  readonly random: Random;
  /** A try did not go through. */
  readonly counted?: () => void;
}

const bounds = { first: 1_000, cap: 60_000 };
/** About a minute and a half of trying. */
const mostTries = 8;

export class Attempts {
  readonly changed = new Listeners();
  readonly #context: AttemptsContext;
  readonly #failed = new Map<EntityKey, Attempt>();

  constructor(context: AttemptsContext) {
    this.#context = context;
  }

  /** Answers how long to wait before the next try, in milliseconds; null when there is none for now. */
  failed(name: EntityKey, reason: FailureReason): number | null {
    const { time, random, counted } = this.#context;
    counted?.();
    const tries = (this.#failed.get(name)?.tries ?? 0) + 1;
    const wait = tries < mostTries ? backoff(tries - 1, bounds, random) : null;
    this.#failed.set(name, { reason, tries, nextTryAt: wait === null ? null : time.now() + wait });
    this.changed.emit();
    return wait;
  }

  /** An edit alone is larger than the relay takes: no try changes that. Answers false when that is known already. */
  tooLarge(name: EntityKey): boolean {
    const before = this.#failed.get(name);
    const tries = (before?.tries ?? 0) + 1;
    this.#failed.set(name, { reason: { kind: 'too-large' }, tries, nextTryAt: null });
    this.changed.emit();
    return before?.reason.kind !== 'too-large';
  }

  /** The relay took something of it, or, with `all`, there is nothing left of it to take. */
  taken(name: EntityKey, all: boolean): void {
    const attempt = this.#failed.get(name);
    // What came before a too large edit was taken, and the edit is still there.
    if (!attempt || (attempt.reason.kind === 'too-large' && !all)) return;
    this.#failed.delete(name);
    this.changed.emit();
  }

  /** A new connection, or a person who asks: tries are counted from the beginning. The reason stands until one succeeds. */
  again(name?: EntityKey): void {
    const names = name === undefined ? [...this.#failed.keys()] : [name];
    const now = this.#context.time.now();
    for (const each of names) {
      const attempt = this.#failed.get(each);
      if (attempt) this.#failed.set(each, { ...attempt, tries: 0, nextTryAt: now });
    }
    if (names.length > 0) this.changed.emit();
  }

  of(name: EntityKey): Attempt | undefined {
    return this.#failed.get(name);
  }

  all(): ReadonlyMap<EntityKey, Attempt> {
    return this.#failed;
  }
}

/** How far a record's edits have come, with the code if the relay turned it away. */
export const withHeldBack = (sync: RecordSync, attempt: Attempt | undefined): RecordSync =>
  sync.step === 'device' && attempt?.reason.kind === 'refused'
    ? { ...sync, heldBack: attempt.reason.code }
    : sync;
