/** The shop's sync state at a glance; pressing it opens the details (rows S5, S16 and O2). */
import { useId, useState } from 'react';
import { useDevice } from '../device.ts';
import { describeStatus } from './describe-status.ts';
import { SyncDetails } from './sync-details.tsx';
import { useNow, useStatus } from './use-status.ts';

export function SyncBadge() {
  const { replica } = useDevice();
  const status = useStatus();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const panel = useId();
  const words = describeStatus(status, now, replica.now());
  return (
    <div className="sync">
      <button
        type="button"
        className="badge"
        data-testid="sync-badge"
        data-state={status.state}
        data-pending={status.pending.edits}
        data-unsaved={status.pending.unsaved}
        data-storage={status.storage?.kind ?? 'ok'}
        data-leader={status.leader}
        data-tone={words.tone}
        aria-expanded={open}
        aria-controls={panel}
        title={words.long}
        onClick={() => setOpen(!open)}
      >
        <span className="dot" aria-hidden="true" />
        <span aria-live="polite">{words.short}</span>
        {status.state === 'syncing' && (
          <progress max={1} value={status.progress} aria-label="Sync progress" />
        )}
      </button>
      {open && <SyncDetails id={panel} words={words} close={() => setOpen(false)} />}
    </div>
  );
}
