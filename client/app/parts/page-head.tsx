/** The head of a page: what it is, a note beside it, and what can be done there. */
import type { ReactNode } from 'react';
import classes from './page-head.module.css';

interface PageHeadProps {
  readonly title: string;
  readonly note?: string | undefined;
  /** Filters and buttons, at the end of the line. */
  readonly children?: ReactNode;
}

export function PageHead({ title, note, children }: PageHeadProps) {
  return (
    <header className={classes.head}>
      <h1>{title}</h1>
      {note && <span className="quiet">{note}</span>}
      {children && <div className={classes.actions}>{children}</div>}
    </header>
  );
}
