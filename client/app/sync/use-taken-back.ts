/** The edits that were taken back on this device, as they come and go. */
import { useCallback, useEffect, useState } from 'react';
import type { DiscardedEdits, Replica } from '../../replica/types.ts';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';

export interface TakenBackEdits {
  /** The newest first; undefined until they are read. */
  readonly all: readonly DiscardedEdits[] | undefined;
  /** This device could not read them. */
  readonly isUnreadable: boolean;
  /** Reads anew: nothing tells that edits were let go of. */
  readonly changed: () => void;
}

export function useTakenBack(): TakenBackEdits {
  const { replica } = useDevice();
  const [all, setAll] = useState<readonly DiscardedEdits[]>();
  const [isUnreadable, setUnreadable] = useState(false);
  const read = useCallback(async (): Promise<void> => {
    try {
      setAll(await replica.discarded());
      setUnreadable(false);
    } catch {
      setUnreadable(true);
    }
  }, [replica]);
  useEffect(() => {
    // Reading makes documents: not for each edit that goes up.
    let seen = '';
    const look = (): void => {
      const now = queueText(replica);
      if (now === seen) return;
      seen = now;
      void read();
    };
    const first = async (): Promise<void> => read();
    void first();
    seen = queueText(replica);
    return calmly((changed) => replica.subscribeQueue(changed))(look);
  }, [replica, read]);
  return { all, isUnreadable, changed: useCallback(() => void read(), [read]) };
}

/** Is another one whenever something is taken back or brought back, in whatever tab. */
const queueText = (replica: Replica): string =>
  replica
    .queue()
    .map(({ name, state }) => `${name.kind}/${name.id} ${state.step === 'cancelled' ? state.at : ''}`)
    .toSorted()
    .join('\n');
