/** Where the page is, and how to go elsewhere without loading it anew. */
import { useSyncExternalStore } from 'react';
import { parseRoute, type Route } from './route.ts';

const moved = 'solder:moved';

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  window.addEventListener(moved, changed);
  return () => {
    window.removeEventListener('popstate', changed);
    window.removeEventListener(moved, changed);
  };
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.pathname));
}

/** `replace` leaves no step to go back to: for addresses that were never the person's wish. */
export function goTo(path: string, { replace = false } = {}): void {
  if (path === window.location.pathname) return;
  if (replace) window.history.replaceState(null, '', path);
  else window.history.pushState(null, '', path);
  window.dispatchEvent(new Event(moved));
}
