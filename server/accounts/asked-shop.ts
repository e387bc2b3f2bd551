/** The shop that an operator's order is about. */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Store, StoredShop } from '../store/store.ts';
import { NotDone } from './not-done.ts';
import { shopIn, type Asked } from './read-asked.ts';

export const askedShop = async (store: Pick<Store, 'shop'>, asked: Asked): Promise<ShopId> =>
  (await shopAsked(store, asked)).shop;

/** @throws NotDone for one that is not here, and for half a shop, with which nothing is done but what finishes it */
export async function shopAsked(store: Pick<Store, 'shop'>, asked: Asked): Promise<StoredShop> {
  const shop = shopIn(asked);
  const found = await store.shop(shop);
  if (!found) throw new NotDone('not-found', `There is no shop "${shop}".`);
  if (found.unfinished) {
    const half = found.unfinished === 'importing' ? 'imported' : 'removed';
    throw new NotDone('conflict', `The shop "${shop}" is half ${half}: remove it, or make it anew.`);
  }
  return found;
}
