/** The shop's sync state at a glance; pressing it opens a summary (rows S5, S16 and O2). */
import { Popover, RingProgress, UnstyledButton } from '@mantine/core';
import { Suspense, useState } from 'react';
import { lazyPart } from '../failure/lazy-part.tsx';
import { useDevice } from '../device.ts';
import { describeStatus } from './describe-status.ts';
import classes from './sync-badge.module.css';
import { useNow, useStatus } from './use-status.ts';

const SyncSummary = lazyPart(() => import('../sync/sync-summary.tsx').then((part) => part.SyncSummary));

export function SyncBadge() {
  const { replica } = useDevice();
  const status = useStatus();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const words = describeStatus(status, now, replica.now());
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" width={340} trapFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.badge ?? ''}
          data-testid="sync-badge"
          data-state={status.state}
          data-pending={status.pending.edits}
          data-unsaved={status.pending.unsaved}
          data-storage={status.storage?.kind ?? 'ok'}
          data-leader={status.leader}
          data-tone={words.tone}
          title={words.long}
          onClick={() => setOpen(!open)}
        >
          {status.state === 'syncing' ? (
            <RingProgress
              size={18}
              thickness={3}
              sections={[{ value: status.progress * 100, color: 'flux' }]}
              aria-hidden="true"
            />
          ) : (
            <span className={classes.dot} aria-hidden="true" />
          )}
          <span className={classes.words} aria-live="polite">
            {words.short}
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={<p className="quiet">{words.long}</p>}>
          <SyncSummary words={words} close={() => setOpen(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
