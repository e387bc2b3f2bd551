/** The row of a document that is at hand. */
import type * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityKey, type EntityKey, type EntityName } from '../../shared/lib/ids.ts';
import { projectRow, projectUnknown } from '../../shared/document/row.ts';
import type { Row } from '../../shared/document/types.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';

/** Undefined for a document in which nobody ever wrote: such a record is in no list. */
export function rowOf(key: EntityKey, doc: Y.Doc): Row | undefined {
  return doc.store.clients.size > 0
    ? projected(must(parseEntityKey(key), 'a record has a name'), doc)
    : undefined;
}

export function projected({ kind: kindName, id }: EntityName, doc: Y.Doc): Row {
  const kind = kindNamed(kindName);
  return kind ? projectRow(kind, id, doc) : projectUnknown(kindName, id, doc);
}

/** A kind that this version does not know has no fields to edit, and its records are passed on untouched. */
export const kindOf = (name: string): Kind =>
  kindNamed(name) ?? { name, label: name, plural: name, fields: new Map(), secrets: new Map(), title: [] };
