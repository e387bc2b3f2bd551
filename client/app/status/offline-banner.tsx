/** Told at the top of every page while there is no relay: for how long, what waits, and a way to try at once (rows S16 and O2). */
import { Button } from '@mantine/core';
import { useDevice } from '../device.ts';
import { useSyncNow } from '../sync/use-sync-now.ts';
import { counted } from '../words.ts';
import classes from './banner.module.css';
import { howLong } from './how-long.ts';
import { useNow, useStatus } from './use-status.ts';

/** A relay that restarts or a lift's shadow is over sooner than anybody has read a banner. In milliseconds. */
const worthTelling = 4_000;

export function OfflineBanner() {
  const { replica } = useDevice();
  const status = useStatus();
  const now = useNow(2_000);
  const { busy, sync } = useSyncNow();
  const away = status.state === 'offline' || status.state === 'connecting';
  const since = now - status.since;
  if (!away || since < worthTelling) return null;
  const { edits } = replica.status().pending;
  return (
    <div className={classes.banner} data-tone="away" role="status" data-testid="offline-banner">
      <span className="grow">
        <strong>Offline for {howLong(since)}.</strong>{' '}
        {edits === 0
          ? 'Work on: everything you write is kept on this device and sent later.'
          : `${counted(edits, 'edit')} on this device ${edits === 1 ? 'waits' : 'wait'} to be sent.`}
      </span>
      <Button size="compact-sm" variant="default" loading={busy} onClick={() => sync()}>
        Try now
      </Button>
    </div>
  );
}
