/**
 * A webhook is told no more than whoever made it may know now: rights that are taken away, or a person who leaves, end what was made
 * with them (rule HOOK-8).
 */
import { isSystemAuthor } from '../../shared/lib/ids.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import { managers } from '../../shared/schema/roles.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import type { Webhook } from '../store/program-store.ts';
import type { Store } from '../store/store.ts';

/**
 * Why nothing may be told to it, as a sentence; undefined where nothing speaks against it: the operator made it, or somebody of whom
 * the relay knows nothing but their token.
 * @throws StoreUnavailable
 */
export async function reasonAgainst(
  store: Pick<Store, 'shop' | 'user'>,
  { shop, by, kinds }: Pick<Webhook, 'shop' | 'by' | 'kinds'>,
): Promise<string | undefined> {
  if (isSystemAuthor(by)) return undefined;
  const [user, ofShop] = await Promise.all([store.user(shop, by), store.shop(shop)]);
  if (!user) return undefined;
  const whoever = `${by}, who answers for it,`;
  if (user.revoked) return `${whoever} is not in the shop any more.`;
  if (!managers.includes(user.role)) return `${whoever} is neither owner nor manager any more.`;
  const withheld = kinds.filter((kind) => !mayRead(user.role, kind));
  if (withheld.length > 0) return `${whoever} may not read ${withheld.join(', ')} any more.`;
  const { locations = [] } = user;
  if (seenPlaces({ user: by, locations, ...(ofShop?.apart && { apart: true }) }))
    return `${whoever} does not see all of the shop any more.`;
  return undefined;
}
