/** By what a row is placed in a sorted list: a number, or a text that compares as a person would sort it. */
import type { Row } from '../../../shared/document/types.ts';
import { foldText } from '../fold-text.ts';

export type SortKey = number | string | null;

/** Long enough for any whole number that a text may hold and still compare by letters. */
const digits = 16;

/** @param by a field, or `updated`. Null when the row has nothing to sort by. */
export function sortKey(row: Row, by: string): SortKey {
  if (by === 'updated') return row.at;
  const value = row.fields[by];
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return value === '' ? null : natural(value);
  if (typeof value === 'object' && value !== null && 'sum' in value)
    return value.count === 0 ? null : value.sum;
  return null;
}

/** Numbers inside texts as numbers: RM-9 before RM-10. */
const natural = (text: string): string =>
  foldText(text).replace(/\d+/g, (number) => number.replace(/^0+(?=\d)/, '').padStart(digits, '0'));

/** Nothing comes last in either direction, and a number before a text. */
export function compareKeys(a: SortKey, b: SortKey, descending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const order = typeof a === typeof b ? (a < b ? -1 : 1) : typeof a === 'number' ? -1 : 1;
  return descending ? -order : order;
}
