/**
 * What a field was agreed to say, where something of it was sent and nobody answered (rule BRIDGE-7). Pure. Of a register only
 * the very value that was sent tells that it arrived. A text may have been typed on there since: it is held against
 * whichever it is closer to, what was sent or what was there before.
 */
import { editsBetween } from '../../shared/document/merge-text.ts';
import type { Value } from '../../shared/schema/field.ts';
import { agreedCounts } from './mapping/tally.ts';
import type { Intent } from './state/bridge-state.ts';

export interface Agreed {
  readonly base: Value | undefined;
  /** Whether it follows from what was sent, which says nothing about what comes after it any more. */
  readonly arrived: boolean;
}

/** @param prose whether the field is a text */
export function agreedBase(
  field: string,
  {
    base,
    theirs,
    prose,
    counted = false,
  }: {
    readonly base: Value | undefined;
    readonly theirs: Value;
    readonly prose: boolean;
    /** Whether it is how many there are of each sort. */
    readonly counted?: boolean;
  },
  intents: readonly Intent[],
): Agreed {
  for (const { what } of intents) {
    const sent = what.do === 'send' ? what.values[field] : undefined;
    if (sent === undefined) continue;
    if (counted) {
      const isAnswered = what.do === 'send' && what.answered === true;
      const agreed = agreedCounts(base, sent, theirs, isAnswered);
      return { base: agreed, arrived: agreed === sent };
    }
    if (sent === theirs) return { base: sent, arrived: true };
    // The others are still to come.
    if (what.do === 'send' && what.steps?.[field]?.includes(theirs)) return { base: theirs, arrived: false };
    // It was done, and something else stands there than before: the API writes it its own way, or somebody wrote after us.
    const isWrittenOver = what.do === 'send' && what.answered === true && theirs !== base;
    const isTypedOn = prose && distance(sent, theirs) < distance(base ?? '', theirs);
    if (isWrittenOver || isTypedOn) return { base: sent, arrived: true };
  }
  return { base, arrived: false };
}

function distance(from: Value, to: Value): number {
  const edits = editsBetween(String(from ?? ''), String(to ?? ''));
  return edits.reduce((sum, { remove, insert }) => sum + remove + insert.length, 0);
}
