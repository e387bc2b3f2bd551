/**
 * The `registers` list: entries `[field, value, stamp, author]`, of which each field keeps those that nobody who had
 * seen them has replaced (rule MERGE-1). Reads tolerate anything: an entry that is none is left where it is and shown
 * to nobody, since a newer version may know what it means.
 */
import type * as Y from 'yjs';
import { isStamp } from '../lib/stamp.ts';
import type { Kind } from '../schema/field.ts';
import { fieldStoredAs, registersRoot } from '../schema/stored-name.ts';
import { isPlain, isReadable } from '../schema/value.ts';
import { isDeletedValue } from './deletion.ts';
import { placedElements } from './root-list.ts';
import type { Entry } from './types.ts';

/** An entry with its place: enough to delete it and to tell whether a deletion had seen it. */
export interface PlacedEntry {
  /** With `field` as this version calls it. */
  readonly entry: Entry;
  readonly index: number;
  readonly client: number;
  readonly clock: number;
}

export const registersOf = (doc: Y.Doc): Y.Array<unknown> => doc.getArray(registersRoot);

/** Reads one element; undefined when it is no entry. The field is as stored. */
export function parseEntry(element: unknown): Entry | undefined {
  if (!Array.isArray(element) || element.length !== 4) return undefined;
  const [field, value, stamp, author] = element as readonly unknown[];
  if (typeof field !== 'string' || typeof author !== 'string') return undefined;
  if (!isStamp(stamp) || !isPlain(value)) return undefined;
  return { field, value, stamp, author };
}

/** The readable entries of all declared register and set fields, by the field's present name; in document order. */
export function readRegisters(doc: Y.Doc, kind: Kind): Map<string, PlacedEntry[]> {
  const byField = new Map<string, PlacedEntry[]>();
  for (const { value, index, client, clock } of placedElements(registersOf(doc))) {
    const entry = parseEntry(value);
    const named = entry && fieldStoredAs(kind, entry.field);
    if (!named || !isShowable(named.name, entry, kind)) continue;
    const placed = { entry: { ...entry, field: named.name }, index, client, clock };
    const list = byField.get(named.name);
    if (list) list.push(placed);
    else byField.set(named.name, [placed]);
  }
  return byField;
}

/** Replaces the given entries by one new one, or by nothing. Call it inside a transaction, with entries just read. */
export function replaceEntries(doc: Y.Doc, seen: readonly PlacedEntry[], next: Entry | undefined): void {
  const registers = registersOf(doc);
  for (const { index } of [...seen].sort((a, b) => b.index - a.index)) registers.delete(index, 1);
  if (next) registers.push([[next.field, next.value, next.stamp, next.author]]);
}

/** Whether an entry of a declared field can be read as such. */
export function isShowable(name: string, entry: Entry, kind: Kind): boolean {
  if (name === 'deleted') return isDeletedValue(entry.value);
  const field = kind.fields.get(name);
  if (!field) return false;
  switch (field.policy) {
    case 'text':
    case 'ledger':
      return false;
    case 'set':
      return entry.value !== null && isReadable(field.element, entry.value);
    default:
      return isReadable(field.scalar, entry.value);
  }
}
