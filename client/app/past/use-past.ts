/** Fetches a record as it was; what was fetched stays, also when the connection goes. */
import { useCallback, useEffect, useState } from 'react';
import type { Moment } from '../../../shared/document/history/change.ts';
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import { NoAnswer, type RelayTrouble } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { useStatus } from '../status/use-status.ts';
import { pastPath } from './moment-in-address.ts';
import { readPast, type ToldPast } from './timeline.ts';

interface Past {
  readonly past: ToldPast | undefined;
  readonly trouble: RelayTrouble | undefined;
  readonly again: () => void;
}

export function usePast(name: EntityName, moment: Moment): Past {
  const { relay } = useDevice();
  const [past, setPast] = useState<ToldPast>();
  const [trouble, setTrouble] = useState<RelayTrouble>();
  const path = pastPath(entityKey(name), moment);
  const { state } = useStatus();
  const isAway = state === 'offline';
  const ask = useCallback(
    async (signal?: AbortSignal): Promise<void> => {
      try {
        const found = readPast(await relay.get(path, signal));
        if (signal?.aborted) return;
        setTrouble(undefined);
        setPast(found);
      } catch (error) {
        if (signal?.aborted) return;
        if (!(error instanceof NoAnswer)) throw error;
        setTrouble(error.trouble);
      }
    },
    [relay, path],
  );
  const isHere = past !== undefined;
  useEffect(() => {
    // It is asked for as soon as there is somebody to ask.
    if (isHere || isAway) return undefined;
    const leaving = new AbortController();
    const first = async (): Promise<void> => ask(leaving.signal);
    void first();
    return () => leaving.abort();
  }, [ask, isHere, isAway]);
  return {
    past,
    trouble: isAway && !isHere ? 'offline' : trouble,
    again: useCallback(() => void ask(), [ask]),
  };
}
