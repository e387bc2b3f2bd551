/** Where the page is, and how to go elsewhere without loading it anew. */
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { parseRoute, withQuery, type Route } from './route.ts';

const moved = 'solder:moved';

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  window.addEventListener(moved, changed);
  return () => {
    window.removeEventListener('popstate', changed);
    window.removeEventListener(moved, changed);
  };
}

const address = (): string => window.location.pathname + window.location.search;

export function useRoute(): Route {
  const here = useSyncExternalStore(subscribe, address);
  return useMemo(() => parseRoute(here), [here]);
}

/** `replace` leaves no step to go back to: for addresses that were never the person's wish. */
export function goTo(path: string, { replace = false } = {}): void {
  if (path === address()) return;
  if (replace) window.history.replaceState(null, '', path);
  else window.history.pushState(null, '', path);
  window.dispatchEvent(new Event(moved));
}

/**
 * One part of the address's query, and how to change it: what is filtered can be linked, reloaded and gone back from.
 * Changing it leaves no step to go back to, since every keystroke in a filter would be one.
 */
export function useQuery(name: string): readonly [string, (value: string | null) => void] {
  const { query } = useRoute();
  const change = useCallback(
    (value: string | null) => goTo(withQuery(address(), { [name]: value }), { replace: true }),
    [name],
  );
  return [query.get(name) ?? '', change];
}
