/** What Dexie throws, as the one thing that callers of a vault are told, and a second try where a connection died (fault 5). */
import type { Dexie } from 'dexie';
import { VaultFailed } from './vault.ts';

/** @throws VaultFailed, and whatever of the caller's own `mine` says is. */
export async function tryTwice<T>(
  db: Dexie,
  work: () => PromiseLike<T>,
  mine: (error: unknown) => boolean = () => false,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (mine(error)) throw error;
    if (!connectionDied(error)) throw failure(error);
    try {
      db.close({ disableAutoOpen: false });
      await db.open();
      return await work();
    } catch (again) {
      throw mine(again) ? again : failure(again);
    }
  }
}

export const failure = (error: unknown): VaultFailed =>
  new VaultFailed(namesOf(error).has('QuotaExceededError') ? 'full' : 'failed', error);

const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';

/** The names of an error and of those inside it: Dexie wraps what IndexedDB said once or, for bulk calls, twice. */
function namesOf(error: unknown): ReadonlySet<string> {
  const { inner, failures } = (error ?? {}) as { readonly inner?: unknown; readonly failures?: unknown };
  const inside: readonly unknown[] = Array.isArray(failures) ? failures : [];
  return new Set([error, inner, ...inside].map(nameOf));
}

const diedNames = ['DatabaseClosedError', 'InvalidStateError', 'UnknownError'];
const connectionDied = (error: unknown): boolean => {
  const names = namesOf(error);
  return diedNames.some((name) => names.has(name));
};
