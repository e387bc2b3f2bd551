/** Addresses of the page, `/SHOP`, `/SHOP/KIND` and `/SHOP/KIND/ID`, read and written in one place (rule APP-2). */
import {
  parseEntityId,
  parseKind,
  parseShop,
  type EntityName,
  type KindName,
  type ShopId,
} from '../../shared/lib/ids.ts';

export interface Route {
  readonly shop: ShopId | undefined;
  readonly kind: KindName | undefined;
  /** The record that is shown, if any. */
  readonly record: EntityName | undefined;
}

/** Reads a path as far as it is legal; what is not is left out, so that a mistyped address shows its list. */
export function parseRoute(path: string): Route {
  const [shopText = '', kindText = '', idText = ''] = path.split('/').slice(1).map(decoded);
  const shop = parseShop(shopText);
  const kind = shop && parseKind(kindText);
  const id = kind && parseEntityId(idText);
  return { shop, kind, record: kind && id ? { kind, id } : undefined };
}

export const listPath = (shop: string, kind: string): string => `/${shop}/${kind}`;
export const recordPath = (shop: string, name: EntityName): string => `/${shop}/${name.kind}/${name.id}`;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
