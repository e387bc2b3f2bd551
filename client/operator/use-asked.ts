/**
 * An answer of the relay's that is asked for again now and then: what was told last stays while the relay is away or refuses,
 * beside why.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Time } from '../../shared/lib/time.ts';
import type { Answer } from './operator-api.ts';

export interface Asked<T> {
  readonly value: T | undefined;
  /** Why there is no newer one; for a person. */
  readonly trouble: string | undefined;
  readonly again: () => void;
}

interface Told<T> {
  readonly of: unknown;
  readonly value?: T;
  readonly trouble?: string;
}

/** `ask` is kept by `useCallback`; `every` is in milliseconds, and never again when absent. */
export function useAsked<T>(
  ask: () => Promise<Answer<T>>,
  { time, every, out }: { readonly time: Time; readonly every?: number; readonly out: (why: string) => void },
): Asked<T> {
  const [told, setTold] = useState<Told<T>>({ of: ask });
  const askNow = useRef<() => void>(() => undefined);
  useEffect(() => {
    let ended = false;
    let cancel: (() => void) | undefined;
    const round = async (): Promise<void> => {
      cancel?.();
      const answer = await ask();
      if (ended) return;
      if (answer.kind === 'signed-out') return out('Your sign-in here is over.');
      setTold((before) => next(before.of === ask ? before : { of: ask }, answer));
      if (every !== undefined) cancel = time.after(every, () => void round());
    };
    askNow.current = () => void round();
    askNow.current();
    return () => {
      ended = true;
      cancel?.();
    };
  }, [ask, every, out, time]);
  const again = useCallback(() => askNow.current(), []);
  const { value, trouble } = told.of === ask ? told : ({} as Told<T>);
  return { value, trouble, again };
}

/** What a person is told of an answer that brought nothing. */
export const troubleOf = (
  answer: Exclude<Answer<unknown>, { readonly kind: 'told' | 'signed-out' }>,
): string => (answer.kind === 'problem' ? answer.detail || `${answer.title}.` : 'The relay does not answer.');

function next<T>({ of, value }: Told<T>, answer: Exclude<Answer<T>, { kind: 'signed-out' }>): Told<T> {
  const before = { of, ...(value !== undefined && { value }) };
  if (answer.kind === 'told') return { of, value: answer.value };
  return { ...before, trouble: troubleOf(answer) };
}
