/** Syncing on demand, and what became of it in words. A second press while it runs changes nothing. */
import { useState } from 'react';
import { useDevice } from '../device.ts';

export interface SyncOnDemand {
  readonly busy: boolean;
  readonly said: string;
  /** Everything, or one kind. */
  readonly sync: (kind?: string) => void;
}

export function useSyncNow(): SyncOnDemand {
  const { replica } = useDevice();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const sync = (kind?: string): void => {
    if (busy) return;
    setBusy(true);
    setSaid('');
    replica
      .syncNow(kind)
      .then(
        () => 'Everything is in step.',
        () => 'That did not work. Your edits are kept, and tried again by themselves.',
      )
      .then((words) => {
        setBusy(false);
        setSaid(words);
        return undefined;
      })
      .catch(reportError);
  };
  return { busy, said, sync };
}
