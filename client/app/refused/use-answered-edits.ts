/** What others decided about this person's edits that were sent back: the relay says so, live. */
import { useCallback, useEffect, useState } from 'react';
import { NoAnswer } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { useStatus } from '../status/use-status.ts';
import { answeredOf, readRefused, type SentBack } from './refused-list.ts';

/** Of each, applied and discarded. */
const most = 50;
/** News come in flocks, in milliseconds. */
const pause = 300;

export function useAnsweredEdits(): readonly SentBack[] {
  const { replica, relay, time } = useDevice();
  const { state } = useStatus();
  const isAway = state === 'offline' || state === 'opening';
  const [settled, setSettled] = useState<readonly SentBack[]>([]);
  const read = useCallback(
    async (signal: AbortSignal): Promise<void> => {
      try {
        const lists = await Promise.all(
          ['applied', 'discarded'].map((which) =>
            relay.get(`refused?mine=1&state=${which}&limit=${most}`, signal),
          ),
        );
        if (!signal.aborted) setSettled(lists.flatMap((list) => readRefused(list).edits));
      } catch (error) {
        // Without an answer there is nothing new to tell; the list of what is open says why.
        if (!(error instanceof NoAnswer) && !signal.aborted) throw error;
      }
    },
    [relay],
  );
  useEffect(() => {
    if (isAway) return undefined;
    const asking = new AbortController();
    let cancel = time.after(0, () => void read(asking.signal));
    const stop = replica.subscribeRefusedInShop(() => {
      cancel();
      cancel = time.after(pause, () => void read(asking.signal));
    });
    return () => {
      stop();
      cancel();
      asking.abort();
    };
  }, [isAway, read, replica, time]);
  return answeredOf(settled, replica.user.id, replica.now());
}
