/** What the relay knows about a secret of the record that is open; asked anew when that may have changed. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import { NoAnswer, type RelayTrouble } from '../../replica/relay-api.ts';
import type { Value } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { Asks } from '../asks.ts';
import { useDevice } from '../device.ts';
import { useRecordSync, useStatus } from '../status/use-status.ts';
import { readSecretFacts, type SecretFacts } from './secret-facts.ts';

interface SecretOnRelay {
  readonly facts: SecretFacts | undefined;
  readonly trouble: RelayTrouble | undefined;
  readonly again: () => void;
}

/** Things that were done with it that are told. */
const told = 30;

/** The relay tells nobody that a secret was set: whoever has the page open looks again, in milliseconds. */
const lookEvery = 60_000;

/**
 * @param over whether the record is done with it, as this device knows it
 * @param hint what others mostly change when they set one
 */
export function useSecret(open: OpenRecord, secret: string, over: boolean, hint: Value): SecretOnRelay {
  const { relay, time } = useDevice();
  const { state } = useStatus();
  const { step } = useRecordSync(open.name);
  const [facts, setFacts] = useState<SecretFacts>();
  const [trouble, setTrouble] = useState<RelayTrouble>();
  const [asks] = useState(() => new Asks());
  const path = `${entityKey(open.name)}/secrets?limit=${told}`;
  const isAway = state === 'offline' || state === 'opening';
  const ask = useCallback(
    async (signal?: AbortSignal): Promise<void> => {
      const isNews = asks.ask();
      try {
        const found = readSecretFacts(await relay.get(path, signal), secret);
        if (signal?.aborted || !isNews()) return;
        setFacts(found);
        setTrouble(undefined);
      } catch (error) {
        if (signal?.aborted) return;
        if (!(error instanceof NoAnswer)) throw error;
        if (isNews()) setTrouble(error.trouble);
      }
    },
    [relay, path, secret, asks],
  );
  useEffect(() => {
    if (isAway) return undefined;
    const leaving = new AbortController();
    const first = async (): Promise<void> => ask(leaving.signal);
    void first();
    return () => leaving.abort();
  }, [ask, isAway]);
  useEffect(() => {
    if (isAway) return undefined;
    let cancel = (): void => undefined;
    const look = (): void => {
      cancel();
      if (document.visibilityState === 'visible') void ask();
      cancel = time.after(lookEvery, look);
    };
    cancel = time.after(lookEvery, look);
    document.addEventListener('visibilitychange', look);
    return () => {
      cancel();
      document.removeEventListener('visibilitychange', look);
    };
  }, [ask, time, isAway]);
  const hinted = useRef(hint);
  useEffect(() => {
    const again = async (): Promise<void> => ask();
    if (hinted.current !== hint) void again();
    hinted.current = hint;
  }, [ask, hint]);
  // A record that the relay did not have, and one that was handed back, are another matter once the relay has what is new.
  const mayBeNews = !isAway && step === 'relay' && (trouble === 'not-found' || over);
  useEffect(() => {
    const again = async (): Promise<void> => ask();
    if (mayBeNews) void again();
  }, [ask, mayBeNews]);
  return {
    facts,
    trouble: isAway ? 'offline' : trouble,
    again: useCallback(() => void ask(), [ask]),
  };
}
