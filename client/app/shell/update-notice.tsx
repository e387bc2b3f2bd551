/** A newer page has been fetched and waits; loading it is the person's choice, after everything typed is committed (rule APP-10). */
import { Button } from '@mantine/core';
import { useCallback, useState, useSyncExternalStore } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import { useDevice } from '../device.ts';
import { useUpdate } from '../offline/update-context.ts';
import { describeUnfinished, type Unfinished } from './describe-unfinished.ts';
import classes from './update-notice.module.css';

export function UpdateNotice() {
  const { drafts } = useDevice();
  const update = useUpdate();
  const waiting = useSyncExternalStore(update.subscribe, update.waiting);
  /** The draft that held it up. */
  const [key, setKey] = useState('');
  const isHeldUp = useSyncExternalStore(
    useCallback((changed) => drafts.subscribe(changed), [drafts]),
    () => key !== '' && drafts.has(key),
  );
  if (!waiting) return null;
  const load = (): void => {
    if (drafts.commitAll()) {
      update.take();
      return;
    }
    // What cannot be committed is still being typed; the person finishes it first.
    const first = drafts.unfinished()[0] ?? '';
    setKey(first);
    const unfinished = describeUnfinished(first);
    if (unfinished) leadTo(unfinished);
  };
  return (
    <>
      <Button size="xs" onClick={load}>
        New version: load it
      </Button>
      {isHeldUp && (
        <p role="alert" className={classes.unfinished} data-testid="unfinished">
          {describeUnfinished(key)?.text} Finish it, or press Escape in it, then load the new version.
        </p>
      )}
    </>
  );
}

/** A field in which somebody types is on the page: leaving its record ends that. */
function leadTo({ name, field }: Unfinished): void {
  const input = document.querySelector<HTMLElement>(
    `[data-key="${CSS.escape(entityKey(name))}"] [data-field="${CSS.escape(field)}"] [data-input]`,
  );
  input?.focus();
}
