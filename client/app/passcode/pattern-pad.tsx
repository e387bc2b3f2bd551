/** A pattern drawn as on the device: dots joined by a finger, or one after the other by mouse or keys. */
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { dotsOf, withDot } from './passcode.ts';
import { PatternPicture } from './pattern-picture.tsx';
import classes from './passcode.module.css';

interface PatternPadProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

const places = [
  'top left',
  'top',
  'top right',
  'left',
  'middle',
  'right',
  'bottom left',
  'bottom',
  'bottom right',
] as const;

export function PatternPad({ label, value, change }: PatternPadProps) {
  // A finger may pass two dots before the page is drawn again.
  const newest = useRef(value);
  useEffect(() => {
    newest.current = value;
  }, [value]);
  const join = (dot: number): void => {
    newest.current = withDot(newest.current, dot);
    change(newest.current);
  };
  const dots = dotsOf(value) ?? [];
  return (
    <div className={classes.drawing}>
      <div className={classes.pad} role="group" aria-label={label}>
        <PatternPicture pattern={value} />
        {places.map((place, at) => (
          <button
            key={place}
            type="button"
            className={classes.dot}
            aria-label={`Dot ${at + 1}, ${place}`}
            aria-pressed={dots.includes(at + 1)}
            onPointerDown={(event) => {
              // Else all that follows would be this dot's.
              event.currentTarget.releasePointerCapture(event.pointerId);
              join(at + 1);
            }}
            onPointerEnter={(event) => {
              if (event.buttons > 0) join(at + 1);
            }}
            onClick={() => join(at + 1)}
          />
        ))}
      </div>
      <div className={classes.drawn}>
        <span className="quiet small" role="status">
          {dots.length === 0 ? 'Join the dots' : dots.join(' – ')}
        </span>
        <Button variant="subtle" size="compact-sm" disabled={dots.length === 0} onClick={() => change('')}>
          Draw again
        </Button>
      </div>
    </div>
  );
}
