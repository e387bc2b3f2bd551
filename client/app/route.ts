/**
 * Addresses of the page, read and written in one place (rule APP-2): `/SHOP/PAGE`, `/SHOP/KIND`, `/SHOP/KIND/ID`,
 * `/SHOP/KIND/ID/history`, each
 * with a query that says what is filtered, so that what one person sees can be sent to another.
 */
import {
  parseEntityId,
  parseKind,
  parseShop,
  type EntityName,
  type KindName,
  type ShopId,
} from '../../shared/lib/ids.ts';
import { isPageName, type PageName } from './shell/page-names.ts';

const historyPart = 'history';

export interface Route {
  readonly shop: ShopId | undefined;
  /** Whether it names no place inside the shop: then a person is led to where they begin. */
  readonly bare: boolean;
  /** A page that is no list of records. */
  readonly page: PageName | undefined;
  readonly kind: KindName | undefined;
  /** The record that is shown, if any. */
  readonly record: EntityName | undefined;
  /** Whether it is the record's past that is shown. */
  readonly past: boolean;
  /** What is filtered and chosen on that page. */
  readonly query: URLSearchParams;
}

/** Reads an address as far as it is legal; what is not is left out, so that a mistyped address shows its list. */
export function parseRoute(address: string): Route {
  const mark = address.indexOf('?');
  const path = mark < 0 ? address : address.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : address.slice(mark));
  const [shopText = '', second = '', idText = '', part = ''] = path.split('/').slice(1).map(decoded);
  const shop = parseShop(shopText);
  const page = shop && isPageName(second) ? second : undefined;
  const kind = shop && !page ? parseKind(second) : undefined;
  const id = kind && parseEntityId(idText);
  const record = kind && id ? { kind, id } : undefined;
  return {
    shop,
    bare: second === '',
    page,
    kind,
    record,
    past: record !== undefined && part === historyPart,
    query,
  };
}

export const pagePath = (shop: string, page: PageName): string => `/${shop}/${page}`;
export const listPath = (shop: string, kind: string): string => `/${shop}/${kind}`;
export const recordPath = (shop: string, name: EntityName): string => `/${shop}/${name.kind}/${name.id}`;
export const historyPath = (shop: string, name: EntityName): string =>
  `${recordPath(shop, name)}/${historyPart}`;

/** The address with some of its query changed; `null` and the empty text take a part out. */
export function withQuery(address: string, changes: Readonly<Record<string, string | null>>): string {
  const mark = address.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : address.slice(mark));
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  return (mark < 0 ? address : address.slice(0, mark)) + (text && `?${text}`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
