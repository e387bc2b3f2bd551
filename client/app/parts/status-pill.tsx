/** A status as a small coloured word. The colour repeats what the word says; it never says more. */
import { inWords } from '../words.ts';
import { toneOf } from './status-tone.ts';
import classes from './status-pill.module.css';

export function StatusPill({ status }: { status: string }) {
  return (
    <span className={`status ${classes.pill}`} data-tone={toneOf(status)}>
      {inWords(status)}
    </span>
  );
}
