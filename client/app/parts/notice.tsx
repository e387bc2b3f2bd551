/** A line at the foot of the page about what has just happened: it is read aloud, and goes by itself. */
import { UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useDevice } from '../device.ts';
import classes from './notice.module.css';

export interface Told {
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Long enough to read it and to reach its button, in milliseconds. */
const staysFor = 9_000;

export function useNotice() {
  const { time } = useDevice();
  const [told, tell] = useState<Told>();
  useEffect(() => told && time.after(staysFor, () => tell(undefined)), [told, time]);
  return { told, tell };
}

export function Notice({ told, close }: { told: Told | undefined; close: () => void }) {
  return (
    <div className={classes.notice} role="status" data-testid="notice">
      {told && (
        <>
          <span>{told.text}</span>
          {told.action && (
            <UnstyledButton
              className={classes.action ?? ''}
              onClick={() => {
                told.action?.run();
                close();
              }}
            >
              {told.action.label}
            </UnstyledButton>
          )}
          <UnstyledButton className={classes.close ?? ''} aria-label="Close this message" onClick={close}>
            <IconX size={16} aria-hidden />
          </UnstyledButton>
        </>
      )}
    </div>
  );
}
