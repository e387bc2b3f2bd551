/**
 * How much room each shop's files take, so that a shop cannot fill the disk. Counted once from what is there, then kept
 * up to date; an announced upload counts from the start, so that many at once cannot exceed the limit together.
 */
import type { ShopId } from '../../shared/lib/ids.ts';

/** What a file of `length` bytes takes on a disk with its facts beside it, about. */
export const roomOf = (length: number): number => Math.ceil(length / 4096) * 4096 + 4096;

export class ShopUsage {
  readonly #limit: number;
  readonly #count: (shop: ShopId) => Promise<number>;
  readonly #used = new Map<ShopId, Promise<{ bytes: number }>>();

  constructor(limit: number, count: (shop: ShopId) => Promise<number>) {
    this.#limit = limit;
    this.#count = count;
  }

  async used(shop: ShopId): Promise<number> {
    return (await this.#of(shop)).bytes;
  }

  /** False when there is no such room left; else it is taken. */
  async take(shop: ShopId, bytes: number): Promise<boolean> {
    const used = await this.#of(shop);
    if (used.bytes + bytes > this.#limit) return false;
    used.bytes += bytes;
    return true;
  }

  async give(shop: ShopId, bytes: number): Promise<void> {
    const used = await this.#of(shop);
    used.bytes = Math.max(0, used.bytes - bytes);
  }

  /** Counted anew when it is asked for next. */
  forget(shop: ShopId): void {
    this.#used.delete(shop);
  }

  #of(shop: ShopId): Promise<{ bytes: number }> {
    const known = this.#used.get(shop);
    if (known) return known;
    const counting = this.#count(shop).then((bytes) => ({ bytes }));
    this.#used.set(shop, counting);
    // What could not be counted is counted again, not taken for empty.
    counting.catch(() => this.#used.delete(shop));
    return counting;
  }
}
