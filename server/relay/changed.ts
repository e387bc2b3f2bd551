/** Tells who follows a shop, or watches all of them, that it moved (rule CATCH-3: once, until they have caught up). */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { LogEntry, Seq } from '../store/store.ts';
import type { Outgoing } from './log-queue.ts';

export interface Follows {
  moved(seq: Seq, kind: string): void;
  /** Records were erased, or are somewhere else, up to this number. */
  erased(seq: Seq): void;
}

export interface HearsOfRefusals {
  /** An edit of the author's to a record of the kind was written back; `settled` is its id where it was applied or discarded. */
  refusedMoved(kind: string, author: Author, settled?: string): void;
}

/** Told that records of a kind moved in a shop by more than their texts. */
export type Watches = (shop: ShopId, kind: string) => void;

export class Changed {
  readonly #followers = new Map<ShopId, Set<Follows>>();
  readonly #ofRefusals = new Map<ShopId, Set<HearsOfRefusals>>();
  readonly #watchers = new Set<Watches>();

  /** Of all shops. The answer ends it. */
  watch(watcher: Watches): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** The answer ends it. */
  follow(shop: ShopId, follower: Follows): () => void {
    return joined(this.#followers, shop, follower);
  }

  /** The answer ends it. */
  followRefused(shop: ShopId, follower: HearsOfRefusals): () => void {
    return joined(this.#ofRefusals, shop, follower);
  }

  /** An edit that had been written back is applied or discarded, and that is on disk. */
  settled(shop: ShopId, kind: string, author: Author, id: string): void {
    for (const follower of this.#ofRefusals.get(shop) ?? []) follower.refusedMoved(kind, author, id);
  }

  /** Records of the shop were erased, and others written in their place; that is on disk. */
  erased(shop: ShopId, newest: Seq, kinds: readonly string[]): void {
    for (const follower of this.#followers.get(shop) ?? []) follower.erased(newest);
    for (const watcher of this.#watchers) for (const kind of kinds) watcher(shop, kind);
  }

  /** Records are somewhere else, up to this number: who saw them there, or sees them now, is to ask. */
  relocated(shop: ShopId, newest: Seq): void {
    for (const follower of this.#followers.get(shop) ?? []) follower.erased(newest);
  }

  /** These entries are on disk under these numbers. */
  committed(moved: readonly Outgoing[], seqs: readonly Seq[]): void {
    this.#refused(moved);
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
      for (const [kind, seq] of kinds) {
        for (const follower of this.#followers.get(shop) ?? []) follower.moved(seq, kind);
      }
    }
    for (const [shop, kinds] of beyondTexts) {
      for (const watcher of this.#watchers) {
        for (const kind of kinds) watcher(shop, kind);
      }
    }
  }

  #refused(moved: readonly Outgoing[]): void {
    for (const { entry } of moved) {
      const { shop, kind } = entry.name;
      if (entry.settles) this.settled(shop, kind, entry.settles.author, entry.settles.id);
      for (const { author } of entry.refused ?? []) {
        for (const follower of this.#ofRefusals.get(shop) ?? []) follower.refusedMoved(kind, author);
      }
    }
  }
}

/** The answer takes it out. */
function joined<T>(all: Map<ShopId, Set<T>>, shop: ShopId, follower: T): () => void {
  const followers = all.get(shop) ?? new Set();
  all.set(shop, followers);
  followers.add(follower);
  return () => {
    followers.delete(follower);
    if (followers.size === 0 && all.get(shop) === followers) all.delete(shop);
  };
}

/** What is healed tells nothing, and may be anything. */
const saysMore = ({ changes, through }: LogEntry): boolean => changes !== undefined || through === 'heal';
