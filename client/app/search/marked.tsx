/** A text with its matching parts marked; of a long one, the surroundings of the first. */
import { excerptOf } from './excerpt.ts';

interface MarkedProps {
  readonly text: string;
  readonly ranges: readonly (readonly [number, number])[];
}

export function Marked({ text, ranges }: MarkedProps) {
  return (
    <span>
      {excerptOf(text, ranges).map(({ at, part, marked }) =>
        marked ? <mark key={at}>{part}</mark> : <span key={at}>{part}</span>,
      )}
    </span>
  );
}
