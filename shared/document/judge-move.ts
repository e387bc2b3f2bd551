/**
 * Whether an entry that came with an update was reached by legal moves (rule REFUSE-13). An update may be many writes
 * made offline, of which only the last can be read, and it may answer to values that were replaced here meanwhile. So
 * what can be known is judged, and what cannot is taken: no honest writer is refused, and a value that nobody can have
 * come to is never shown as settled (docs/decisions/0010-moves-under-merging.md).
 */
import type { RegisterField } from '../schema/field.ts';
import { permitMove } from './permit-move.ts';
import type { Entry } from './types.ts';
import type { Writer } from './writer.ts';

/** What an update did to one field with a workflow. */
export interface Replacement {
  /** Entries that were visible and that it deleted. */
  readonly lost: readonly Entry[];
  /** Entries that were visible before and still are. */
  readonly kept: readonly Entry[];
  /** Writes that may lie between those and what is visible of the update. */
  readonly hidden: number;
  /** It is all that the update wrote to the field, as far as can be known. */
  readonly single: boolean;
  /** Part of what its sender saw, or of the update itself, came before or is yet to come. */
  readonly partial: boolean;
  /** Whether it replaced what was gone here already. */
  readonly replacesGone: () => boolean;
}

/** `beside`: it may stay, and so may what it replaced: a person decides between them. */
export type MoveVerdict = 'stays' | 'beside' | 'refused';

/** What becomes of `entry`, a new one. */
export function judgeMove(
  field: RegisterField,
  { value }: Entry,
  writer: Writer,
  replacement: Replacement,
): MoveVerdict {
  const { lost, kept, hidden, single, partial } = replacement;
  const writes = hidden + 1;
  if (permitMove(field, lost, value, writer, writes)) return 'stays';
  // One of several may have been written before its sender saw anything of what another one replaced.
  if (!single && permitMove(field, [], value, writer, writes)) return 'stays';
  if (writer.otherSchema && !isListed(field, value)) return 'stays';
  if (lost.some((each) => !isListed(field, each.value))) return 'stays';
  const settles = lost.length > 0 && kept.length === 0;
  // Had the sender of a single write seen what is gone here, then what replaced that would be here still, unseen by them.
  const isKnown = !partial && ((settles && single) || !replacement.replacesGone());
  if (isKnown) return 'refused';
  return settles ? 'beside' : 'stays';
}

/** Whether entries may go where only `own` ones, which were there before, stand for them. */
export function judgeWithdrawal(
  field: RegisterField,
  own: readonly Entry[],
  writer: Writer,
  { lost, hidden, partial, replacesGone }: Replacement,
): boolean {
  const permitted = own.some(({ value }) => permitMove(field, lost, value, writer, hidden + 1));
  return permitted || partial || replacesGone();
}

/** A value of a newer version's has moves that this one does not know. */
const isListed = ({ scalar }: RegisterField, value: Entry['value']): boolean =>
  value === null || (scalar.type === 'enum' && typeof value === 'string' && scalar.values.includes(value));
