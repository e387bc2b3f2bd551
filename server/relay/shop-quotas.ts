/** How much a shop may have at once, as its operator says (rule SHOP-5). Kept beside the store, so that no sign-in waits for a read. */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Quotas, Store } from '../store/store.ts';

export class ShopQuotas {
  readonly #store: Pick<Store, 'recordCount'>;
  readonly #of = new Map<ShopId, Quotas>();

  constructor(store: Pick<Store, 'recordCount'>) {
    this.#store = store;
  }

  set(shop: ShopId, quotas: Quotas): void {
    this.#of.set(shop, quotas);
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
}
