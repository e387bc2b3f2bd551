/** Where in the dashboard somebody is: its address, read and written. Whatever is none of its pages is the first one. */

export type Place =
  | { readonly page: 'now' }
  | { readonly page: 'connections'; readonly shop: string; readonly user: string }
  | { readonly page: 'shops' }
  | { readonly page: 'records'; readonly shop: string; readonly record: string };

export const root = '/operator';

export function readPlace({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Place {
  const query = new URLSearchParams(search);
  const of = (name: string): string => query.get(name) ?? '';
  switch (pathname.slice(root.length + 1)) {
    case 'connections':
      return { page: 'connections', shop: of('shop'), user: of('user') };
    case 'shops':
      return { page: 'shops' };
    case 'records':
      return { page: 'records', shop: of('shop'), record: of('record') };
    default:
      return { page: 'now' };
  }
}

export function addressOf(place: Place): string {
  if (place.page === 'now') return root;
  const { page, ...rest } = place;
  const query = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== ''));
  return `${root}/${page}${query.size > 0 ? `?${query}` : ''}`;
}
