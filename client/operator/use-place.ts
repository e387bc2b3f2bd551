/** The address as React knows it. */
import { useSyncExternalStore } from 'react';
import { addressOf, readPlace, type Place } from './place.ts';

const moved = 'solder-operator-moved';

export function go(place: Place): void {
  window.history.pushState(null, '', addressOf(place));
  window.dispatchEvent(new Event(moved));
}

const subscribe = (changed: () => void): (() => void) => {
  for (const event of ['popstate', moved]) window.addEventListener(event, changed);
  return () => {
    for (const event of ['popstate', moved]) window.removeEventListener(event, changed);
  };
};

export function usePlace(): Place {
  useSyncExternalStore(subscribe, () => window.location.href);
  return readPlace(window.location);
}
