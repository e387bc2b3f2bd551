/** From a document to the plain object that lists, search, REST and the bridge read. The same document gives the same row everywhere (rule ROW-1). */
import type * as Y from 'yjs';
import { stampMilliseconds } from '../lib/stamp.ts';
import type { Kind } from '../schema/field.ts';
import { ledgerRoot } from '../schema/stored-name.ts';
import { readLedger, summarise } from './ledger.ts';
import { parseEntry, readRegisters, registersOf } from './registers.ts';
import { deletionState, reviewsOf, shownOf } from './reviews.ts';
import { elementsOf } from './set.ts';
import { readText } from './text.ts';
import type { LedgerSummary, Row, RowValue } from './types.ts';

export function projectRow(kind: Kind, id: string, doc: Y.Doc): Row {
  const registers = readRegisters(doc, kind);
  const deletion = deletionState(doc, kind, registers);
  const { deleted } = deletion;
  const fields = Object.create(null) as Record<string, RowValue>;
  let at = 0;
  for (const placed of registers.values()) {
    for (const { entry } of placed) at = Math.max(at, stampMilliseconds(entry.stamp));
  }
  for (const [name, field] of kind.fields) {
    switch (field.policy) {
      case 'text':
        fields[name] = readText(doc, name, field);
        break;
      case 'set':
        fields[name] = elementsOf((registers.get(name) ?? []).map(({ entry }) => entry));
        break;
      case 'ledger': {
        const summary: LedgerSummary = summarise(
          readLedger(doc.getArray(ledgerRoot(name, field)), field),
          field,
        );
        at = Math.max(at, summary.last);
        fields[name] = summary;
        break;
      }
      default:
        fields[name] =
          name === 'deleted'
            ? deleted
            : (shownOf(registers.get(name), field.policy).entries[0]?.value ?? null);
    }
  }
  const review = reviewsOf(doc, kind, registers, deletion).map(({ field }) => field);
  return { kind: kind.name, id, at, deleted, review, fields };
}

/** The row of a record whose kind this version does not know: only what every record has (rule SCHEMA-6). */
export function projectUnknown(kindName: string, id: string, doc: Y.Doc): Row {
  let at = 0;
  for (const element of registersOf(doc).toArray()) {
    const entry = parseEntry(element);
    if (entry) at = Math.max(at, stampMilliseconds(entry.stamp));
  }
  const fields = Object.create(null) as Record<string, RowValue>;
  return { kind: kindName, id, at, deleted: false, review: [], fields };
}
