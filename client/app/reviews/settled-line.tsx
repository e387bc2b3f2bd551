/**
 * What became of a card, said in its place: read aloud, with the focus on it, and gone after a while, but not while the pointer
 * is over the cards (rule TRAY-4).
 */
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useDevice } from '../device.ts';
import classes from './reviews.module.css';
import type { Place } from './use-held-places.ts';

/** Long enough to read it and to think again, in milliseconds. */
const staysFor = 7_000;
/** Then it is looked this often whether the pointer has left. */
const looksEvery = 1_000;

interface SettledLineProps {
  /** Undefined as long as nothing is decided: the place where it will be read aloud is there before. */
  readonly said: string | undefined;
  readonly place: Place;
  readonly children?: ReactNode;
}

export function SettledLine({ said, place: { key, letGo }, children }: SettledLineProps) {
  const { time } = useDevice();
  const line = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  // A card that shrinks lets those below it slide up, as one that goes does.
  useLayoutEffect(() => {
    const card = line.current?.closest('section');
    if (!card) return;
    if (said !== undefined) card.style.minHeight = `${height.current}px`;
    else {
      card.style.removeProperty('min-height');
      height.current = card.getBoundingClientRect().height;
    }
  });
  useEffect(() => {
    if (said === undefined) return undefined;
    line.current?.focus();
    const look = (): void => {
      if (line.current?.closest('ul')?.matches(':hover')) {
        cancel = time.after(looksEvery, look);
        return;
      }
      // The focus must not be lost with it.
      if (line.current?.contains(document.activeElement)) line.current.closest('main')?.focus();
      letGo(key);
    };
    let cancel = time.after(staysFor, look);
    return () => cancel();
  }, [said, time, key, letGo]);
  return (
    <div className={classes.settled} role="status" tabIndex={-1} ref={line} data-testid="settled">
      {said !== undefined && (
        <>
          <strong>{said}</strong>
          {children}
        </>
      )}
    </div>
  );
}
