/** Who deleted a record and what was written without having seen that, as sentences (rule TRAY-2). Pure. */
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import type { Entry } from '../../../shared/document/types.ts';
import type { Kind, Scalar, Value } from '../../../shared/schema/field.ts';
import { ago } from '../when.ts';
import { inWords } from '../words.ts';

export interface DeletionWords {
  readonly nameOf: (author: string) => string;
  /** Empty for no value. */
  readonly shown: (scalar: Scalar, value: Value) => string;
  /** Milliseconds. */
  readonly now: number;
  /** Through what it was written, where that is known; empty else. */
  readonly doorOf?: (entry: Entry) => string;
}

/** Whether a value of `deleted` says so; else its author chose to keep the record. */
const isGone = (value: Value): boolean => value !== false && value !== null;

/** `entries` as the review of `deleted` has them: deletions, decisions to keep it, and changes of fields; letters in texts are not among them. */
export function tellDeletion(
  kind: Kind,
  entries: readonly Entry[],
  { nameOf, shown, now, doorOf = () => '' }: DeletionWords,
): readonly string[] {
  const told = entries.map((entry) => {
    const { field: name, value, author, stamp } = entry;
    const when = [ago(stampMilliseconds(stamp), now), doorOf(entry)].filter(Boolean).join(', ');
    if (name === 'deleted') return `${nameOf(author)} ${isGone(value) ? 'deleted' : 'kept'} it, ${when}.`;
    const field = kind.fields.get(name);
    const text = field && 'scalar' in field ? shown(field.scalar, value) : '';
    const to = field && 'scalar' in field ? ` to ${text === '' ? 'nothing' : `“${text}”`}` : '';
    return `${nameOf(author)} changed ${field?.label ?? inWords(name)}${to}, ${when}.`;
  });
  const isTold = entries.some(({ field, value }) => field !== 'deleted' || !isGone(value));
  return isTold ? told : [...told, 'Somebody wrote on in it without having seen that.'];
}
