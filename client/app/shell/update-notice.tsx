/** A newer page has been fetched and waits; loading it is the person's choice, after everything typed is committed (rule APP-10). */
import { Button } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useDevice } from '../device.ts';
import { useUpdate } from '../offline/update-context.ts';

export function UpdateNotice() {
  const { drafts } = useDevice();
  const update = useUpdate();
  const waiting = useSyncExternalStore(update.subscribe, update.waiting);
  if (!waiting) return null;
  const load = (): void => {
    // What cannot be committed is still being typed; the person finishes it first.
    if (drafts.commitAll()) update.take();
  };
  return (
    <Button size="xs" onClick={load}>
      New version: load it
    </Button>
  );
}
