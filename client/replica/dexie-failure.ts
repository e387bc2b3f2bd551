/** What Dexie throws, as the one thing that callers of a vault are told, and whether the connection is to blame. */
import { VaultFailed } from './vault.ts';

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

/** An `AbortError` is what becomes of a transaction, or of an opening, whose connection is closed by the browser. */
const diedNames = ['DatabaseClosedError', 'InvalidStateError', 'UnknownError', 'AbortError'];

export const connectionDied = (error: unknown): boolean => {
  const names = namesOf(error);
  return !names.has('QuotaExceededError') && diedNames.some((name) => names.has(name));
};
