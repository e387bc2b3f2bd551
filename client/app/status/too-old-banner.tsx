/** Told at the top of every page while the relay turns this version away as too old: what is kept here, as a file if wanted, and the way on (rule EXPORT-2). */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useDevice } from '../device.ts';
import { useUpdate } from '../offline/update-context.ts';
import { saveUnsent } from '../sync/save-unsent.ts';
import classes from './banner.module.css';
import { describeTooOld } from './describe-status.ts';
import { useStatus } from './use-status.ts';

export function TooOldBanner() {
  const device = useDevice();
  const { pending } = useStatus();
  const update = useUpdate();
  const [failed, setFailed] = useState(false);
  const save = (): void => {
    saveUnsent(device).then(
      () => setFailed(false),
      () => setFailed(true),
    );
  };
  const load = (): void => {
    // What cannot be committed is still being typed; the person finishes it first.
    if (!device.drafts.commitAll()) return;
    if (update.waiting()) update.take();
    else window.location.reload();
  };
  return (
    <div className={classes.banner} data-tone="bad" role="alert" data-testid="too-old">
      <span className="grow">
        {failed ? 'The file could not be written. ' : ''}
        {describeTooOld(pending)}
      </span>
      {pending.edits > 0 && (
        <Button size="compact-sm" variant="default" onClick={save}>
          Save them to a file
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={load}>
        Load the new version
      </Button>
    </div>
  );
}
