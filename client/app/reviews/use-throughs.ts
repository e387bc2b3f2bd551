/**
 * Through what the values of the questions on the screen were written: rows and documents do not say it, so the relay is asked.
 * What it said once stays true; without it nothing is said (rule TRAY-3).
 */
import { useEffect, useMemo, useState } from 'react';
import { NoAnswer } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { useStatus } from '../status/use-status.ts';
import { KnownThroughs } from './known-throughs.ts';
import type { OpenQuestion } from './open-questions.ts';
import type { Throughs } from './throughs.ts';

export function useThroughs(questions: readonly OpenQuestion[]): Throughs {
  const { relay } = useDevice();
  const { state, pending } = useStatus();
  const throughs = useMemo(() => new KnownThroughs(relay), [relay]);
  const [known, setKnown] = useState<Throughs>(throughs.known);
  const isAway = state === 'offline' || state === 'opening';
  // This device's own values are known there once they are sent.
  const isSending = pending.edits > 0;
  const missing = throughs.missing(questions).join(' ');
  useEffect(() => {
    if (isAway || isSending || missing === '') return undefined;
    const leaving = new AbortController();
    throughs.ask(missing.split(' '), leaving.signal).then(
      () => setKnown(throughs.known),
      (error: unknown) => {
        if (!leaving.signal.aborted && !(error instanceof NoAnswer)) reportError(error);
      },
    );
    return () => leaving.abort();
  }, [throughs, isAway, isSending, missing]);
  return known;
}
