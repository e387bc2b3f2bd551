/** What is seen where a page, or all of Solder, could not be shown: why, what to do about it, and details in a fold. */
import type { ReactNode } from 'react';
import classes from './failed.module.css';
import type { FailureWords } from './describe-failure.ts';

interface FailedProps {
  readonly words: FailureWords;
  /** Buttons that mend it. */
  readonly children: ReactNode;
}

export function Failed({ words, children }: FailedProps) {
  return (
    <div className={classes.failed} role="alert" data-testid="failed">
      <h1>{words.title}</h1>
      <p className="quiet">{words.text}</p>
      <div className={classes.buttons}>{children}</div>
      {words.details !== '' && (
        <details>
          <summary>Details for whoever mends it</summary>
          <pre>{words.details}</pre>
        </details>
      )}
    </div>
  );
}
