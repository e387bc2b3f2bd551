/** Whether a question is there again because two people answered it at the same time, and not the same (rule TRAY-5). */
import type { Entry } from '../../../shared/document/types.ts';

type Written = Pick<Entry, 'author' | 'stamp'>;

/**
 * Pure: who else decided, for `me`; undefined when the question is not about decisions.
 * @param since the newest of the values between which `me` decided; undefined when that is not known here
 */
export function decidedAtOnce(
  entries: readonly Written[],
  since: number | undefined,
  me: string,
): readonly string[] | undefined {
  if (since === undefined || entries.some(({ stamp }) => stamp <= since)) return undefined;
  const authors = [...new Set(entries.map(({ author }) => author))];
  const others = authors.filter((author) => author !== me);
  return others.length > 0 && others.length < authors.length ? others : undefined;
}

/** What this page's person decided since it was loaded, by replica: the newest value that stood then. */
const decided = new WeakMap<object, Map<string, number>>();

export function noteDecided(replica: object, key: string, stood: readonly Written[]): void {
  const known = decided.get(replica) ?? new Map<string, number>();
  decided.set(replica, known.set(key, Math.max(...stood.map(({ stamp }) => stamp))));
}

export const decidedSince = (replica: object, key: string): number | undefined =>
  decided.get(replica)?.get(key);
