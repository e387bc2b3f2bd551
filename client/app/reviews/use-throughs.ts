/**
 * Through what the values of the questions on the screen were written: rows and documents do not say it, so the relay is asked.
 * What it said once stays true; without it nothing is said (rule TRAY-3).
 */
import { useEffect, useState } from 'react';
import { NoAnswer } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { useStatus } from '../status/use-status.ts';
import type { OpenQuestion } from './open-questions.ts';
import { readThroughs, type Throughs } from './throughs.ts';

/** Records of one answer, and answers that are asked for: those of the gravest questions come first. */
const pageSize = 100;
const mostPages = 5;

export function useThroughs(questions: readonly OpenQuestion[]): Throughs {
  const { relay } = useDevice();
  const { state, pending } = useStatus();
  const [known, setKnown] = useState<Throughs>(() => new Map());
  const isAway = state === 'offline' || state === 'opening';
  // This device's own values are known there once they are sent.
  const isSending = pending.edits > 0;
  const asked = questions
    .map(({ kind, row, field }) => `${kind.name}/${row.id}/${field}@${row.at}`)
    .join(' ');
  useEffect(() => {
    if (isAway || isSending || asked === '') return undefined;
    const leaving = new AbortController();
    const ask = async (): Promise<void> => {
      let cursor = '';
      for (let page = 0; page < mostPages; page++) {
        const answer = await relay.get(`reviews?limit=${pageSize}${cursor}`, leaving.signal);
        const { throughs, next } = readThroughs(answer);
        if (leaving.signal.aborted) return;
        setKnown((before) => new Map([...before, ...throughs]));
        if (next === null) return;
        cursor = `&cursor=${encodeURIComponent(next)}`;
      }
    };
    ask().catch((error: unknown) => {
      if (!leaving.signal.aborted && !(error instanceof NoAnswer)) reportError(error);
    });
    return () => leaving.abort();
  }, [relay, isAway, isSending, asked]);
  return known;
}
