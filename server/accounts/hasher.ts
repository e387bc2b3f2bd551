/**
 * Hashing by turns: each costs 19 MB and some fifty milliseconds of a core, so that a few go on at once, some wait, and whoever
 * comes then is told to come again (rule ACCOUNT-2). The relay's own work never waits for it.
 */
import { availableParallelism } from 'node:os';
import { hashCost, hashPassword, isOutdated, matchesHash, type HashCost } from './password-hash.ts';

export interface Hasher {
  /** @throws HasherBusy */
  hash(text: string): Promise<string>;
  /**
   * Whether a text matches a stored hash, which is asked for once it is this one's turn. Without one it takes the same time and says
   * no: nobody learns who has an account. @throws HasherBusy before anything is asked for, and whatever `stored` throws
   */
  matches(text: string, stored: () => Promise<string | null | undefined>): Promise<boolean>;
  isOutdated(stored: string): boolean;
}

/** Too many wait already. */
export class HasherBusy extends Error {
  override readonly name = 'HasherBusy';
}

export interface HasherOptions {
  readonly cost?: HashCost;
  readonly atOnce?: number;
  readonly waiting?: number;
}

/** Half of the machine stays free for the relay, whoever tries to sign in. */
const usual = { atOnce: Math.max(1, Math.floor(availableParallelism() / 2)), waiting: 30 };

export function createHasher({
  cost = hashCost,
  atOnce = usual.atOnce,
  waiting = usual.waiting,
}: HasherOptions = {}): Hasher {
  const queue: (() => void)[] = [];
  let running = 0;
  /** What is compared where there is nothing to compare with; of no password, since nobody knows this one. */
  let nobodys: Promise<string> | undefined;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new HasherBusy('too many passwords are checked at once');
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      // Whoever waited longest takes this turn over.
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  }

  return {
    hash: (text) => inTurn(() => hashPassword(text, cost)),
    matches: (text, stored) =>
      inTurn(async () => {
        const found = await stored();
        if (found) return matchesHash(text, found);
        nobodys ??= hashPassword(crypto.randomUUID(), cost).catch((error: unknown) => {
          nobodys = undefined;
          throw error;
        });
        await matchesHash(text, await nobodys);
        return false;
      }),
    isOutdated: (stored) => isOutdated(stored, cost),
  };
}
