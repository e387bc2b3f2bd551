/** On a phone one column is seen at a time: which, and how much is in the others. */
import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { BenchColumn } from './bench.ts';
import classes from './board.module.css';

interface ChooserProps {
  readonly columns: readonly BenchColumn[];
  readonly shown: string;
  readonly choose: (stage: string) => void;
}

export function StageChooser({ columns, shown, choose }: ChooserProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = list.current?.querySelector(`[data-stage="${shown}"]`);
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [shown]);
  return (
    <div className={classes.chooser} ref={list} role="group" aria-label="Column">
      {columns.map(({ stage, devices }) => (
        <UnstyledButton
          key={stage.name}
          className={classes.choice ?? ''}
          data-stage={stage.name}
          aria-current={stage.name === shown ? 'true' : undefined}
          onClick={() => choose(stage.name)}
        >
          {stage.label}
          {(!stage.gone || devices.length > 0) && <span className={classes.number}>{devices.length}</span>}
        </UnstyledButton>
      ))}
    </div>
  );
}
