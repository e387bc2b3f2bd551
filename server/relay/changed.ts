/** Tells who follows a shop that it moved: once, until they have caught up (rule CATCH-3). */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Seq } from '../store/store.ts';
import type { Outgoing } from './log-queue.ts';

export interface Follows {
  moved(seq: Seq, kind: string): void;
}

export class Changed {
  readonly #followers = new Map<ShopId, Set<Follows>>();

  /** The answer ends it. */
  follow(shop: ShopId, follower: Follows): () => void {
    const followers = this.#followers.get(shop) ?? new Set();
    this.#followers.set(shop, followers);
    followers.add(follower);
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#followers.get(shop) === followers) this.#followers.delete(shop);
    };
  }

  /** These entries are on disk under these numbers. */
  committed(moved: readonly Outgoing[], seqs: readonly Seq[]): void {
    if (this.#followers.size === 0) return;
    const newest = new Map<ShopId, Map<string, Seq>>();
    for (const [at, { entry }] of moved.entries()) {
      const { shop, kind } = entry.name;
      if (!this.#followers.has(shop)) continue;
      const kinds = newest.get(shop) ?? new Map<string, Seq>();
      newest.set(shop, kinds);
      kinds.set(kind, seqs[at] as Seq);
    }
    for (const [shop, kinds] of newest) {
      for (const follower of this.#followers.get(shop) ?? []) {
        for (const [kind, seq] of kinds) follower.moved(seq, kind);
      }
    }
  }
}
