/** One figure, large, with what it is and a line that says more. */
import type { ReactNode } from 'react';
import classes from './operator.module.css';

interface TileProps {
  readonly says: string;
  readonly testId: string;
  readonly value: string;
  /** Something that wants looking at. */
  readonly tone?: 'warn' | 'bad' | undefined;
  readonly children: ReactNode;
}

export function Tile({ says, testId, value, tone, children }: TileProps) {
  return (
    <div className={classes.tile} data-tone={tone}>
      <span className={classes.says}>{says}</span>
      <strong data-testid={testId}>{value}</strong>
      <span className={classes.more}>{children}</span>
    </div>
  );
}
