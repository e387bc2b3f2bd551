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

interface Step {
  /** Leaves no step to go back to: for addresses that were never the person's wish. */
  readonly replace?: boolean;
  /** What the step opened, which closing it takes back. */
  readonly opened?: string;
}

export function goTo(path: string, { replace = false, opened }: Step = {}): void {
  if (path === address()) return;
  const state = opened === undefined ? null : { [openedHere]: opened };
  if (replace) window.history.replaceState(state, '', path);
  else window.history.pushState(state, '', path);
  window.dispatchEvent(new Event(moved));
}

const openedHere = 'opened';

/** What the present step opened. */
function openedByStep(): unknown {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null && openedHere in state ? state[openedHere] : undefined;
}

/**
 * One part of the address's query, and how to change it: what is filtered can be linked, reloaded and gone back from.
 * Changing it leaves no step to go back to, since every keystroke in a filter would be one; a choice of what is looked at,
 * such as a day, is a step when it is made with `{ step: true }`.
 */
export function useQuery(
  name: string,
): readonly [string, (value: string | null, how?: { readonly step?: boolean }) => void] {
  const { query } = useRoute();
  const change = useCallback(
    (value: string | null, { step = false } = {}) =>
      goTo(withQuery(address(), { [name]: value }), { replace: !step }),
    [name],
  );
  return [query.get(name) ?? '', change];
}

/**
 * What is opened over a page, such as a drawer, as a part of the address. Opening it is a step, so that going back closes it;
 * closing it takes the step back, so that going back never opens it again.
 */
export function useOpened(name: string): readonly [string, (value: string | null) => void] {
  const { query } = useRoute();
  const change = useCallback(
    (value: string | null) => {
      const isOurs = openedByStep() === name;
      if (!value && isOurs) {
        window.history.back();
        return;
      }
      const isOpen = new URLSearchParams(window.location.search).has(name);
      goTo(withQuery(address(), { [name]: value }), {
        replace: isOpen,
        ...((isOurs || !isOpen) && { opened: name }),
      });
    },
    [name],
  );
  return [query.get(name) ?? '', change];
}
