/**
 * What becomes of one field, from what both sides last agreed on and what each of them says now (rule BRIDGE-4). Pure. It
 * never decides between two people: where both sides changed a field, theirs goes into the document as a write that had
 * seen only what was agreed on, and the field's own policy decides there.
 */
import type { Value } from '../../shared/schema/field.ts';
import { isEmpty } from './is-empty.ts';
import type { Direction } from './mapping/mapping.ts';

export interface Sides {
  readonly direction: Direction;
  /** Undefined where nothing was ever agreed on. */
  readonly base: Value | undefined;
  readonly ours: Value;
  /** Undefined where it is not known: not told, or not to be read. */
  readonly theirs: Value | undefined;
  /** Whether people are asked about it here. */
  readonly review: boolean;
}

export type FieldStep =
  /** As it was agreed, or nothing that can be done. */
  | 'nothing'
  /** Both say the same, and that is news. */
  | 'agree'
  /** Theirs is written here. */
  | 'take'
  /** Ours is sent there. */
  | 'send'
  /** Ours is sent when the people who are asked have settled it, or when theirs can be read. */
  | 'wait';

export function threeWay({ direction, base, ours, theirs, review }: Sides): FieldStep {
  switch (direction) {
    case 'derived':
      return 'nothing';
    case 'from-legacy':
      if (theirs === undefined || theirs === base) return 'nothing';
      return theirs === ours && !review ? 'agree' : 'take';
    case 'to-legacy':
      // What was agreed on is ours alone here: what the relay derives is sent when it changes, and nothing is fought over.
      if (ours === null || ours === base) return 'nothing';
      if (base === undefined || theirs === ours) return 'agree';
      return 'send';
    default:
      if (theirs === undefined) {
        const isNothing = base === undefined && isEmpty(ours);
        return (ours === base || isNothing) && !review ? 'nothing' : 'wait';
      }
      if (theirs !== base) return theirs === ours && !review ? 'agree' : 'take';
      if (review) return 'wait';
      return ours === base ? 'nothing' : 'send';
  }
}
