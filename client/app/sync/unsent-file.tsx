/** What is unsent, to a file and from one (rules EXPORT-1, EXPORT-3): for a device that cannot send, or is too old. */
import { Button, FileButton } from '@mantine/core';
import { useRef, useState } from 'react';
import { useDevice } from '../device.ts';
import { useStatus } from '../status/use-status.ts';
import { describeTakenIn, describeUnsentFileProblem } from './describe-unsent-file.ts';
import { saveUnsent } from './save-unsent.ts';
import classes from './sync.module.css';

interface Said {
  readonly text: string;
  readonly tone: 'done' | 'bad';
}

export function UnsentFile() {
  const device = useDevice();
  const { replica } = device;
  const { pending } = useStatus();
  const [said, say] = useState<Said>();
  const save = (): void => {
    saveUnsent(device).then(
      () =>
        say({ tone: 'done', text: 'Saved. They stay in this list, and are sent as soon as they can be.' }),
      () => say({ tone: 'bad', text: 'The file could not be written.' }),
    );
  };
  const reset = useRef<() => void>(null);
  const takeIn = async (file: File | null): Promise<void> => {
    if (!file) return;
    // A browser says nothing when the same file is chosen again.
    reset.current?.();
    try {
      say({ tone: 'done', text: describeTakenIn(await replica.takeInUnsent(await file.text())) });
    } catch (error) {
      say({ tone: 'bad', text: describeUnsentFileProblem(error) });
    }
  };
  return (
    <section className={classes.panel} aria-labelledby="unsent-file">
      <header className={classes.panelHead}>
        <h2 id="unsent-file">Unsent edits as a file</h2>
      </header>
      <p className="quiet small">
        For a device that cannot send. Whoever wrote them takes the file in on another device, or with a newer
        version.
      </p>
      <div className={classes.actions}>
        <Button variant="default" disabled={pending.edits === 0} onClick={save}>
          Save to a file
        </Button>
        <FileButton resetRef={reset} accept="application/json,.json" onChange={(file) => void takeIn(file)}>
          {(props) => (
            <Button variant="default" {...props}>
              Take in a file
            </Button>
          )}
        </FileButton>
      </div>
      <p role="status" className={classes.said} data-tone={said?.tone} data-testid="unsent-file-said">
        {said?.text}
      </p>
    </section>
  );
}
