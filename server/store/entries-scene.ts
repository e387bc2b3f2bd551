/** Names and entries for tests of the store. An update here is bytes that the store never looks into. */
import type { Author, EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import type { PageItem } from '../../shared/protocol/page.ts';
import type { DocumentName, LogEntry, StoredPage } from './store.ts';

export const shopNamed = (shop: string): ShopId => shop as ShopId;
export const kindNamed = (kind: string): KindName => kind as KindName;
export const author = (user: string): Author => user as Author;

/** `order/a` in a shop. */
export function documentNamed(path: string, shop: ShopId = shopNamed('demo')): DocumentName {
  const [kind, id] = path.split('/');
  return { shop, kind: kind as KindName, id: id as EntityId };
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (update: Uint8Array): string => new TextDecoder().decode(update);

export const entry = (name: DocumentName, update: string, more: Partial<LogEntry> = {}): LogEntry => ({
  name,
  update: bytes(update),
  author: author('ana'),
  at: 1_700_000_000_000,
  through: 'app',
  claims: [],
  ...more,
});

export async function itemsOf(page: StoredPage): Promise<readonly PageItem[]> {
  const decoded = await decodePageBody(page.body);
  if (decoded.type === 'malformed') throw new Error('the store made a page that cannot be read');
  return decoded.items;
}
