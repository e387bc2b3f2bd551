/**
 * The bridge between things that say "changed" and React: a number that grows with every change. It is read
 * again right after subscribing, so that nothing that happened in between is missed.
 */
import { useCallback, useRef, useSyncExternalStore } from 'react';

export type Subscribe = (changed: () => void) => () => void;

/** `subscribe` must be stable, as from `useCallback`. */
export function useVersion(subscribe: Subscribe): number {
  const version = useRef(0);
  const listen = useCallback(
    (changed: () => void) => {
      version.current += 1;
      return subscribe(() => {
        version.current += 1;
        changed();
      });
    },
    [subscribe],
  );
  return useSyncExternalStore(listen, () => version.current);
}
