/** Tells who follows a shop, or watches all of them, that it moved (rule CATCH-3: once, until they have caught up). */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { LogEntry, Seq } from '../store/store.ts';
import type { Outgoing } from './log-queue.ts';

export interface Follows {
  moved(seq: Seq, kind: string): void;
}

/** Told that records of a kind moved in a shop by more than their texts. */
export type Watches = (shop: ShopId, kind: string) => void;

export class Changed {
  readonly #followers = new Map<ShopId, Set<Follows>>();
  readonly #watchers = new Set<Watches>();

  /** Of all shops. The answer ends it. */
  watch(watcher: Watches): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

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
    if (this.#followers.size === 0 && this.#watchers.size === 0) return;
    const newest = new Map<ShopId, Map<string, Seq>>();
    const beyondTexts = new Map<ShopId, Set<string>>();
    for (const [at, { entry }] of moved.entries()) {
      const { shop, kind } = entry.name;
      if (saysMore(entry)) beyondTexts.set(shop, (beyondTexts.get(shop) ?? new Set()).add(kind));
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
    for (const [shop, kinds] of beyondTexts) {
      for (const watcher of this.#watchers) {
        for (const kind of kinds) watcher(shop, kind);
      }
    }
  }
}

/** What is healed tells nothing, and may be anything. */
const saysMore = ({ changes, through }: LogEntry): boolean => changes !== undefined || through === 'heal';
