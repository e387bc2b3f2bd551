/**
 * Tries to sign in: counted by account and by address when their turn comes, and told ever more slowly (rules ACCOUNT-2, ACCOUNT-4 and
 * ACCOUNT-6).
 */
import type { Time } from '../../shared/lib/time.ts';
import { errorKind, type Log } from '../log.ts';
import type { AccountName } from '../store/account-store.ts';
import type { Store, User } from '../store/store.ts';
import { HasherBusy, type Hasher } from './hasher.ts';
import { AccountRefused } from './refusal.ts';
import { accountRule, addressRule, Throttle } from './throttle.ts';

export interface TriesDependencies {
  readonly store: Pick<Store, 'user' | 'accounts'>;
  readonly hasher: Hasher;
  readonly time: Time;
  readonly log: Log;
}

export interface Tries {
  /**
   * Whoever has this name and password. Turns away with the same words, and after the same work, whoever is not there and whoever has
   * another password. @throws AccountRefused `wrong`, `wait`
   */
  check(name: AccountName, password: string, address: string): Promise<User>;
  /** Counts one of something that no account has; what it answers is called for the right one. @throws AccountRefused `wait` */
  take(address: string): () => void;
}

export function createTries({ store, hasher, time, log }: TriesDependencies): Tries {
  const { accounts } = store;
  const byAccount = new Throttle(accountRule, time);
  const byAddress = new Throttle(addressRule, time);

  /** @throws AccountRefused `wait` who is not to try now */
  function mustNotWait(address: string, account?: string): void {
    const wait = Math.max(byAddress.wait(address), account === undefined ? 0 : byAccount.wait(account));
    if (wait > 0) throw new AccountRefused('wait', 'Too many tries: wait a moment.', wait);
  }

  /** Counts a try for all of these; what it answers is called for the right one. @throws AccountRefused `wait` */
  function take(address: string, account?: string): () => void {
    mustNotWait(address, account);
    byAddress.count(address);
    if (account !== undefined) byAccount.count(account);
    return () => {
      // Who has one account of their own must not be free to try others'.
      byAddress.takeBack(address);
      if (account !== undefined) byAccount.forgive(account);
    };
  }

  async function check(name: AccountName, password: string, address: string): Promise<User> {
    const account = keyOf(name);
    // Whoever has to wait takes nobody's turn.
    mustNotWait(address, account);
    let right: (() => Promise<User>) | undefined;
    const stored = async (): Promise<string | null | undefined> => {
      const forgive = take(address, account);
      const [user, kept] = await Promise.all([store.user(name.shop, name.user), accounts.account(name)]);
      const hash = user?.revoked ? undefined : kept?.password;
      if (user && hash) {
        right = async () => {
          forgive();
          await freshen(name, hash, password);
          return user;
        };
      }
      return hash;
    };
    const isRight = await busyAsWait(hasher.matches(password, stored));
    if (isRight && right) return right();
    log('info', 'sign-in-refused', { shop: name.shop, user: name.user });
    throw new AccountRefused('wrong');
  }

  /** Hashed with parameters of before: made anew, or at the next time where that cannot be done now. */
  async function freshen(name: AccountName, stored: string, password: string): Promise<void> {
    if (!hasher.isOutdated(stored)) return;
    try {
      await accounts.rehash(name, stored, await hasher.hash(password));
    } catch (error) {
      log('warn', 'password-not-rehashed', { kind: errorKind(error) });
    }
  }

  return { check, take };
}

/** So many passwords wait to be checked that this one is to come again. */
export async function busyAsWait<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HasherBusy) throw new AccountRefused('wait', 'Too many sign in at once.', 2_000);
    throw error;
  }
}

const keyOf = ({ shop, user }: AccountName): string => `${shop}/${user}`;
