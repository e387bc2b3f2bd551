/** What was decided about one question on its card, what stood then, and what is typed in it (rules TRAY-4 and TRAY-5). */
import { useEffect, useState } from 'react';
import { isWriteError } from '../../../shared/document/write-errors.ts';
import type { Entry } from '../../../shared/document/types.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { noteDecided } from './decided-at-once.ts';
import type { Place } from './use-held-places.ts';

export interface Decision {
  /** What is asked now, or is being decided again; undefined where nothing is. */
  readonly asked: readonly Entry[] | undefined;
  /** What was decided here, in words, until the card goes. */
  readonly said: string | undefined;
  /** Somebody else decided while something was being typed. */
  readonly isOvertaken: boolean;
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly why: string | undefined;
  readonly decide: (said: string, write: () => void) => void;
  /** Shows again what stood. Undefined where it could not be written any more. */
  readonly again: (() => void) | undefined;
  readonly close: () => void;
}

export function useDecision(open: OpenRecord, field: string, place: Place): Decision {
  const { replica } = useDevice();
  const standing = open.entity.reviews().find((review) => review.field === field)?.entries;
  const [decided, setDecided] = useState<{ readonly said: string; readonly stood: readonly Entry[] }>();
  const [isAgain, setAgain] = useState(false);
  const [typed, setTyped] = useState('');
  const [why, setWhy] = useState<string>();
  const stood = decided?.stood ?? [];
  // A workflow goes on from what was taken, and not every step leads back.
  const declared = open.entity.kind.fields.get(field);
  const choices = declared && 'moves' in declared ? open.entity.choices(field) : undefined;
  // A deletion is taken back on the record's page.
  const canReturn = field !== 'deleted' && (!choices || stood.every(({ value }) => choices.includes(value)));
  const isAsked = standing !== undefined;
  // It is asked again: what was decided here is over.
  if (isAsked && decided) setDecided(undefined);
  const { key, hold, letGo } = place;
  const isTyping = typed !== '';
  useEffect(() => {
    if (isAsked && !isTyping) letGo(key);
  }, [isAsked, isTyping, key, letGo]);
  return {
    asked: standing ?? (isAgain ? stood : undefined),
    said: isAsked || isAgain ? undefined : decided?.said,
    isOvertaken: !isAsked && !decided && isTyping,
    typed,
    type: (text) => {
      setTyped(text);
      if (text !== '' && !isTyping) hold(key);
    },
    why,
    decide: (said, write) => {
      try {
        open.history.boundary();
        write();
      } catch (error) {
        if (!isWriteError(error)) throw error;
        return setWhy('That cannot be written from what is there now.');
      }
      hold(key);
      if (standing) noteDecided(replica, key, standing);
      setDecided({ said, stood: standing ?? stood });
      setAgain(false);
      setTyped('');
      setWhy(undefined);
    },
    again: canReturn ? () => setAgain(true) : undefined,
    close: () => {
      setAgain(false);
      setTyped('');
      letGo(key);
    },
  };
}
