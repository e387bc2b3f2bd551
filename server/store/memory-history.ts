/** The history of one record without a disk; the same answers as `history.ts` gives. */
import { maxHistory } from './history.ts';
import type { HistoryPlace, HistoryQuery, StoredChange, StoredHistory } from './store.ts';

export class MemoryHistory {
  /** Oldest first. */
  #entries: StoredChange[] = [];

  put(change: StoredChange): void {
    if (this.#entries.some((other) => compare(other, change) === 0)) return;
    this.#entries.push({ ...change });
    this.#entries.sort(compare);
  }

  bound(): void {
    let bytes = 0;
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      bytes += Buffer.byteLength(this.#entries[at]?.changes ?? '');
      if (bytes <= maxHistory) continue;
      this.#entries.splice(0, at + 1);
      return;
    }
  }

  /** Forgets what is older; how many that were. */
  forget(before: number): number {
    const kept = this.#entries.filter(({ at }) => at >= before);
    const forgotten = this.#entries.length - kept.length;
    this.#entries = kept;
    return forgotten;
  }

  read(query: HistoryQuery): Pick<StoredHistory, 'entries' | 'more'> {
    const newestFirst = this.#entries.toReversed();
    if ('since' in query) return split(newestFirst, ({ at }) => at > query.since);
    if ('after' in query) return split(newestFirst, ({ version }) => version > query.after);
    const { before, limit } = query;
    const found = before ? newestFirst.filter((entry) => compare(entry, before) < 0) : newestFirst;
    return { entries: found.slice(0, limit), more: found.length > limit };
  }
}

const compare = (a: HistoryPlace, b: HistoryPlace): number => a.version - b.version || a.part - b.part;

function split(all: readonly StoredChange[], isAsked: (entry: StoredChange) => boolean) {
  const entries = all.filter(isAsked);
  return { entries, more: entries.length < all.length };
}
