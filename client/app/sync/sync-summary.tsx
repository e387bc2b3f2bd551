/** What the badge opens: how things stand in a sentence, what can be done now, and the way to everything else. */
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useDevice } from '../device.ts';
import { pagePath } from '../route.ts';
import { followLink } from '../shell/follow-link.ts';
import type { StatusWords } from '../status/describe-status.ts';
import { useNow, useStatus } from '../status/use-status.ts';
import { moment } from '../when.ts';
import { ProgressView } from './progress-view.tsx';
import classes from './sync.module.css';
import { useSyncNow } from './use-sync-now.ts';

export function SyncSummary({ words, close }: { words: StatusWords; close: () => void }) {
  const { replica } = useDevice();
  const status = useStatus();
  const now = useNow();
  const { busy, said, sync } = useSyncNow();
  return (
    <div className={classes.summary}>
      <p>{words.long}</p>
      {status.state === 'syncing' && <ProgressView status={status} />}
      {status.state === 'offline' && status.retryAt !== null && (
        <p className="quiet">
          {status.retryAt > now ? `Next try at ${moment(status.retryAt, now)}.` : 'Trying again now.'}
        </p>
      )}
      <div className={classes.actions}>
        <Button
          loading={busy}
          leftSection={<IconRefresh size={18} aria-hidden="true" />}
          onClick={() => sync()}
        >
          Sync now
        </Button>
        <Button
          variant="default"
          component="a"
          href={pagePath(replica.shop, 'sync')}
          onClick={(event) => {
            followLink(event);
            close();
          }}
        >
          Details
        </Button>
      </div>
      <output className="quiet">{said}</output>
    </div>
  );
}
