/** Erasing, as HTTP and the command line are handed it. */
import type { EntityId, ShopId } from '../../shared/lib/ids.ts';
import {
  eraseClient,
  planErasure,
  type EraseParts,
  type ErasurePlan,
  type ErasureReport,
} from './erase-client.ts';
import { finishErasures } from './finish-erasures.ts';

export interface Eraser {
  /** What erasing a client would do. @throws NotErased, StoreUnavailable */
  plan(shop: ShopId, id: EntityId): Promise<ErasurePlan>;
  /** One at a time. @throws NotErased, StoreUnavailable */
  erase(asked: { readonly shop: ShopId; readonly id: EntityId; readonly by: string }): Promise<ErasureReport>;
  /** Does what an earlier process left; false when bytes may still lie in the store's file. @throws StoreUnavailable */
  finish(): Promise<boolean>;
}

export function createEraser(parts: EraseParts): Eraser {
  let last: Promise<unknown> = Promise.resolve();
  return {
    plan: (shop, id) => planErasure(parts, shop, id),
    erase(asked) {
      const erasing = last.then(() => eraseClient(parts, asked));
      last = erasing.catch(() => undefined);
      return erasing;
    },
    finish: () => finishErasures(parts),
  };
}
