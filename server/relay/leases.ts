/**
 * One socket's numbers: asked for, handed out by the store, and told once they are on disk as given away (rules
 * NUMBER-2, NUMBER-3). One request at a time, so that a socket which asks without end costs one small commit after
 * the other and nothing else.
 */
import type { ShopId } from '../../shared/lib/ids.ts';
import { mostLeased, parseNumberSeries, type NumberSeries } from '../../shared/lib/order-number.ts';
import type { ErrorKind } from '../../shared/protocol/codes.ts';
import type { Lease, Leased } from '../../shared/protocol/messages.ts';
import type { Role } from '../../shared/schema/field.ts';
import type { Store } from '../store/store.ts';

export interface LeasesOptions {
  readonly store: Pick<Store, 'leaseNumbers'>;
  readonly shop: ShopId;
  readonly role: Role;
  readonly send: (message: Leased) => void;
  readonly fault: (kind: ErrorKind, message: string) => void;
  /** For the log: the socket was told. */
  readonly failed: (error: unknown) => void;
}

export class Leases {
  readonly #options: LeasesOptions;
  #waits = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  ask({ series: named, count }: Lease): void {
    const { role, fault } = this.#options;
    const series = parseNumberSeries(named);
    if (series === undefined || count === 0) return fault('bad-message', 'No such numbers.');
    if (role === 'view')
      return fault('bad-message', 'Your role makes no records, and gets no numbers for them.');
    if (this.#waits) return fault('bad-message', 'Numbers were asked for already, and are on their way.');
    this.#waits = true;
    void this.#lease(series, Math.min(count, mostLeased));
  }

  async #lease(series: NumberSeries, count: number): Promise<void> {
    const { store, shop, send, fault, failed } = this.#options;
    try {
      const range = await store.leaseNumbers(shop, series, count);
      this.#waits = false;
      send({ type: 'leased', series, ...range });
    } catch (error) {
      this.#waits = false;
      failed(error);
      fault('store-unavailable', 'No numbers can be handed out right now.');
    }
  }
}
