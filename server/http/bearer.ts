/** The token of a request, and whether it opens the shop that the request names. */
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { parseShop, type ShopId } from '../../shared/lib/ids.ts';
import type { Store } from '../store/store.ts';
import { Problem } from './problem.ts';

/** The token of an `Authorization` header; undefined where it has none. */
export const bearerIn = (authorization: string | undefined): string | undefined =>
  /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];

/** @throws Problem `unauthorized` without a valid bearer token. */
export async function requireIdentity(
  authorization: string | undefined,
  verify: VerifyToken,
): Promise<Identity> {
  const token = bearerIn(authorization);
  const identity = token === undefined ? undefined : await verify(token);
  if (!identity) throw new Problem('unauthorized');
  return identity;
}

/**
 * The shop of a path, when it is the token's own and exists.
 * @throws Problem `not-found`, the same for another shop, one that does not exist and one that cannot.
 */
export async function requireShop(
  text: string,
  identity: Identity,
  store: Pick<Store, 'hasShop'>,
): Promise<ShopId> {
  const shop = parseShop(text);
  if (!shop || shop !== identity.shop || !(await store.hasShop(shop))) throw new Problem('not-found');
  return shop;
}
