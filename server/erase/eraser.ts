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
  /** Does what an earlier one left, behind what is under way; false when something is still to be done. @throws StoreUnavailable */
  finish(): Promise<boolean>;
}

export function createEraser(parts: EraseParts): Eraser {
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const working = last.then(work);
    last = working.catch(() => undefined);
    return working;
  };
  return {
    plan: (shop, id) => planErasure(parts, shop, id),
    erase: (asked) => next(() => eraseClient(parts, asked)),
    finish: () => next(() => finishErasures(parts)),
  };
}
