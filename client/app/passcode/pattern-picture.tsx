/** The dots of a pattern and the line through them, from the first one, which is marked. */
import { dotsOf } from './passcode.ts';
import classes from './passcode.module.css';

const all = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const x = (dot: number): number => ((dot - 1) % 3) + 0.5;
const y = (dot: number): number => Math.floor((dot - 1) / 3) + 0.5;

/** `label` is absent where what stands beside it says it all. */
export function PatternPicture({ pattern, label }: { pattern: string; label?: string }) {
  const dots = dotsOf(pattern) ?? [];
  return (
    <svg
      className={classes.picture}
      viewBox="0 0 3 3"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <polyline points={dots.map((dot) => `${x(dot)},${y(dot)}`).join(' ')} />
      {all.map((dot) => (
        <circle
          key={dot}
          cx={x(dot)}
          cy={y(dot)}
          r={dots[0] === dot ? 0.2 : 0.13}
          data-joined={dots.includes(dot)}
        />
      ))}
    </svg>
  );
}
