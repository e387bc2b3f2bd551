/** The entries of one field, by its present name, among items of `registers`: what judges of an update look through. */
import * as Y from 'yjs';
import type { Kind } from '../schema/field.ts';
import { fieldStoredAs } from '../schema/stored-name.ts';
import type { RootChange } from './observed-changes.ts';
import { parseEntry } from './registers.ts';
import { visibleItems } from './visible-items.ts';
import type { Entry } from './types.ts';

/** The entries of a field that were there before the update and still are. */
export function standingEntries({ type, added }: RootChange, kind: Kind, name: string): Entry[] {
  const fresh = new Set(added);
  const before = visibleItems(type).filter((item) => !fresh.has(item));
  return entriesOf(before, kind, name);
}

/** The entries of a field in these items. */
export function entriesOf(items: Iterable<Y.Item>, kind: Kind, name: string): Entry[] {
  const entries: Entry[] = [];
  for (const { content } of items) {
    if (!(content instanceof Y.ContentAny)) continue;
    for (const value of content.arr) {
      const entry = parseEntry(value);
      if (entry && (fieldStoredAs(kind, entry.field)?.name ?? entry.field) === name) entries.push(entry);
    }
  }
  return entries;
}
