/**
 * How much a shop may have at once, as its operator says (rules SHOP-5 and SHOP-6). Kept beside the store, so that no sign-in
 * and no edit waits for a read: of a log's bytes it adds up what is stored, and looks at the store only where that comes to the bound.
 */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Quotas, Store } from '../store/store.ts';

/** The bytes of a bounded log: as the store said last, and what was stored since. */
interface Filling {
  bytes: number;
  isLooking: boolean;
}

export class ShopQuotas {
  readonly #store: Pick<Store, 'recordCount' | 'logBytes'>;
  readonly #of = new Map<ShopId, Quotas>();
  readonly #filling = new Map<ShopId, Filling>();

  constructor(store: Pick<Store, 'recordCount' | 'logBytes'>) {
    this.#store = store;
  }

  /** What is full is known a moment later: as soon as the store has said how many bytes there are. */
  set(shop: ShopId, quotas: Quotas): void {
    this.#of.set(shop, quotas);
    this.#filling.delete(shop);
    if (quotas.bytes === undefined) return;
    this.#filling.set(shop, { bytes: 0, isLooking: false });
    void this.#look(shop);
  }

  /** Whether so many sockets are as many as it may have. */
  hasSocketFor(shop: ShopId, open: number): boolean {
    return open < (this.#of.get(shop)?.sockets ?? Infinity);
  }

  /** Whether it may have another record. Those that are written at this moment are not counted yet. */
  async hasRecordFor(shop: ShopId): Promise<boolean> {
    const most = this.#of.get(shop)?.records;
    return most === undefined || (await this.#store.recordCount(shop)) < most;
  }

  /** So many bytes of its log came to the disk. */
  stored(shop: ShopId, bytes: number): void {
    const filling = this.#filling.get(shop);
    if (filling) filling.bytes += bytes;
  }

  /**
   * Whether its log has all the bytes that it may have. Folding makes room again: whoever is turned away makes this look at the
   * store, and the next one may be taken.
   */
  isFull(shop: ShopId): boolean {
    const most = this.#of.get(shop)?.bytes;
    const filling = this.#filling.get(shop);
    if (most === undefined || !filling || filling.bytes < most) return false;
    void this.#look(shop);
    return true;
  }

  async #look(shop: ShopId): Promise<void> {
    const filling = this.#filling.get(shop);
    if (!filling || filling.isLooking) return;
    filling.isLooking = true;
    try {
      filling.bytes = await this.#store.logBytes(shop);
    } catch {
      // What was known stays; a store that cannot be read takes no edit either.
    } finally {
      filling.isLooking = false;
    }
  }
}
