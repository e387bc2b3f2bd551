/**
 * Writes a refused edit as somebody's own who has the right to it: what its value was, through the ordinary writes. Knows
 * nothing of who may do so.
 */
import type { Value } from '../schema/field.ts';
import { checkPlain } from '../schema/value.ts';
import { isDeletion } from './deletion.ts';
import type { EntityDocument } from './entity-document.ts';
import { parseLedgerEntry } from './ledger.ts';

export interface RefusedValue {
  readonly field: string;
  /** What was written; with a count above one a list of the first few, but for a text. */
  readonly value: unknown;
  readonly count: number;
}

/**
 * False for what cannot be written by itself: something that was only taken away, or of a field that the record does
 * not have. A text gets the words at its end, on a line of their own: where they were is gone with the refusal.
 * @throws whatever the writes throw.
 */
export function applyRefused(entity: EntityDocument, { field: name, value, count }: RefusedValue): boolean {
  const field = entity.kind.fields.get(name);
  if (!field) return false;
  if (field.policy === 'text')
    return typeof value === 'string' && value !== '' && appendWords(entity, name, value);
  const values: readonly unknown[] = count > 1 && Array.isArray(value) ? value : [value];
  // Of what cannot be listed no part is written.
  if (values.length < count) return false;
  if (field.policy === 'ledger') {
    const entries = values.map(parseLedgerEntry);
    if (!entries.every((entry) => entry !== undefined)) return false;
    for (const { parts, at } of entries) entity.append(name, parts, { at });
    return true;
  }
  if (!values.every((each): each is Value => checkPlain(each) === undefined)) return false;
  if (field.policy === 'set') {
    if (values.includes(null)) return false;
    for (const each of values) entity.add(name, each);
    return true;
  }
  const last = values.at(-1) ?? null;
  entity.set(name, name === 'deleted' ? isDeletion(last) : last);
  return true;
}

function appendWords(entity: EntityDocument, name: string, words: string): true {
  const text = entity.text(name);
  const isEmpty = text.length === 0 || text.toJSON().endsWith('\n');
  text.insert(text.length, isEmpty ? words : `\n${words}`);
  return true;
}
