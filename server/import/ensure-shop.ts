/** A shop that an import is the beginning of: it gets one user, so that somebody can open it. */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Store, User } from '../store/store.ts';

/** The first user of a shop that an import made. */
export const firstOwner = (shop: ShopId): User => ({
  shop,
  id: 'owner' as Author,
  name: 'Owner',
  role: 'owner',
});

/** Makes the shop and its owner when there is none, at the moment `now` in milliseconds; answers whether it did. */
export async function ensureShop(
  store: Pick<Store, 'hasShop' | 'createShop' | 'saveUser'>,
  shop: ShopId,
  now: number,
): Promise<boolean> {
  if (await store.hasShop(shop)) return false;
  await store.createShop(shop, shop, now);
  await store.saveUser(firstOwner(shop));
  return true;
}
