/**
 * Taking a shop away with everything that is of it (rule SHOP-4). It is marked first and its rows go last: whoever is cut off in
 * between finds the shop still there, and does the rest with the next try or at the next start. Half a shop of an import that was
 * killed goes the same way (rule SHOP-7).
 */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Files } from '../files/files.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';

export interface RemoveShopDependencies {
  readonly store: Pick<Store, 'shops' | 'markShop'>;
  readonly relay: Pick<Relay, 'cut' | 'removeShop'>;
  readonly files: Pick<Files, 'removeShop'>;
  readonly bridges: {
    /** The shop's bridge stops, and its files go; nothing where it has none. */
    removeShop(shop: ShopId): Promise<void>;
  };
}

/** Answers how many photos and signatures went. */
export async function removeShop(
  { store, relay, files, bridges }: RemoveShopDependencies,
  shop: ShopId,
): Promise<number> {
  await store.markShop(shop, 'removing');
  relay.cut({ shop }, 'notFound');
  // It writes into the shop as long as it runs.
  await bridges.removeShop(shop);
  const removed = await files.removeShop(shop);
  await relay.removeShop(shop);
  return removed;
}

/** What a kill left: half a shop, or what another one of that name would find. Before anybody is let in. Answers which went. */
export async function finishShops(given: RemoveShopDependencies): Promise<readonly ShopId[]> {
  const unfinished = (await given.store.shops()).filter((each) => each.unfinished);
  for (const { shop } of unfinished) await removeShop(given, shop);
  return unfinished.map(({ shop }) => shop);
}
