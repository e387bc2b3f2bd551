/** What a socket's address asks for. */
import { parseEntityId, parseKind, parseShop } from '../../shared/lib/ids.ts';
import type { DocumentName } from '../store/store.ts';

export type SyncPath =
  /** `/sync`: the multiplexed protocol; the token comes in its hello. */
  | { readonly door: 'multiplexed' }
  /** `/sync/SHOP/KIND/ID?token=…`: one document, as a stock y-websocket client asks for it. */
  | { readonly door: 'plain'; readonly token: string; readonly name: DocumentName | undefined };

/** Reads a request's target; undefined when it is no address for sockets. `name` is undefined for an illegal one. */
export function parseSyncPath(target: string): SyncPath | undefined {
  const url = URL.parse(target, 'http://relay');
  if (!url) return undefined;
  if (url.pathname === '/sync' || url.pathname === '/sync/') return { door: 'multiplexed' };
  if (!url.pathname.startsWith('/sync/')) return undefined;
  return {
    door: 'plain',
    token: url.searchParams.get('token') ?? '',
    name: parseName(url.pathname.slice('/sync/'.length)),
  };
}

function parseName(text: string): DocumentName | undefined {
  const parts = text.split('/').map(decode);
  const [shopPart = '', kindPart = '', idPart = ''] = parts;
  const shop = parseShop(shopPart);
  const kind = parseKind(kindPart);
  const id = parseEntityId(idPart);
  return parts.length === 3 && shop && kind && id ? { shop, kind, id } : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not legal in a name either, so the answer is the same.
    return '';
  }
}
