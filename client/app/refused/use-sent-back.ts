/** The edits that were sent back and wait for somebody, as they come and go: all of the shop for who manages it, else one's own. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { managers } from '../../../shared/schema/roles.ts';
import { NoAnswer, type RelayTrouble } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { useRefused, useStatus } from '../status/use-status.ts';
import { useRole } from '../use-role.ts';
import { allOf, heardHere, readRefused, type SentBack } from './refused-list.ts';

export interface AllSentBack {
  readonly edits: readonly SentBack[];
  /** Whether there are more at the relay than are listed. */
  readonly more: boolean;
  /** False until the relay's list is here; only what this device heard of is there until then. */
  readonly listed: boolean;
  readonly trouble: RelayTrouble | undefined;
  readonly again: () => void;
}

/** More than anybody settles at once; the rest come up as these are settled. */
const most = 50;
/** News come in flocks, in milliseconds. */
const pause = 300;

/** `ask` is false where only what this device heard of is wanted. */
export function useSentBack(ask: boolean): AllSentBack {
  const { replica, relay, time } = useDevice();
  const heard = useRefused();
  const { state } = useStatus();
  const isAway = state === 'offline' || state === 'opening';
  const [found, setFound] = useState<ReturnType<typeof readRefused>>();
  const [trouble, setTrouble] = useState<RelayTrouble>();
  const asking = useRef<AbortController>(undefined);
  const read = useCallback(async (): Promise<void> => {
    asking.current?.abort();
    const mine = new AbortController();
    asking.current = mine;
    try {
      const list = readRefused(await relay.get(`refused?state=open&limit=${most}`, mine.signal));
      if (mine.signal.aborted) return;
      setFound(list);
      setTrouble(undefined);
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof NoAnswer)) throw error;
      setTrouble(error.trouble);
    }
  }, [relay]);
  useEffect(() => {
    if (!ask || isAway) return undefined;
    let cancel = (): void => undefined;
    const soon = (): void => {
      cancel();
      cancel = time.after(pause, () => void read());
    };
    // At once the first time, and whenever the relay says that something moved.
    cancel = time.after(0, () => void read());
    const stop = replica.subscribeRefusedInShop(soon);
    return () => {
      stop();
      cancel();
      asking.current?.abort();
    };
  }, [ask, isAway, read, replica, time]);
  const own = heard.map((edit) => heardHere(edit, replica.user.id));
  return {
    edits: allOf(found?.edits ?? [], own),
    more: found?.more ?? false,
    listed: found !== undefined,
    trouble: isAway && !found ? 'offline' : trouble,
    again: useCallback(() => void read(), [read]),
  };
}

/** How many wait for this person: whoever manages the shop answers for everybody's. */
export function useSentBackCount(): number {
  const role = useRole();
  return useSentBack(managers.includes(role)).edits.length;
}
