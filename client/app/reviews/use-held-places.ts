/** Cards that stay where they are for a while though they are decided, or because somebody is typing in them (rule TRAY-4). */
import { useCallback, useState } from 'react';
import { inPlace, type Held } from './in-place.ts';

/** What one card is told of its place. */
export interface Place {
  readonly key: string;
  readonly hold: (key: string) => void;
  readonly letGo: (key: string) => void;
}

export interface HeldPlaces<T> {
  readonly shown: readonly T[];
  readonly placeOf: (one: T) => Place;
  /** Whether it is only shown because it is held. */
  readonly isGone: (one: T) => boolean;
}

/** `keyOf` must be stable. */
export function useHeldPlaces<T>(live: readonly T[], keyOf: (one: T) => string): HeldPlaces<T> {
  const [held, setHeld] = useState<Held<T>>({ keys: new Set(), order: [] });
  const shown = inPlace(live, held, keyOf);
  const letGo = useCallback(
    (key: string) =>
      setHeld((before) =>
        before.keys.has(key)
          ? { ...before, keys: new Set([...before.keys].filter((other) => other !== key)) }
          : before,
      ),
    [],
  );
  const hold = (key: string): void =>
    setHeld((before) => ({ keys: new Set([...before.keys, key]), order: shown }));
  return {
    shown,
    placeOf: (one) => ({ key: keyOf(one), hold, letGo }),
    isGone: (one) => !live.some((other) => keyOf(other) === keyOf(one)),
  };
}
