/**
 * What of a record stays for the books when the client whose it is goes: a document of its own, written from nothing, with what
 * the record shows in the fields that are not personal (rule ERASE-2). Who wrote a value and when stays with it. Nothing of the
 * old document comes along, and what this version does not know goes with it.
 */
import type * as Y from 'yjs';
import { readLedger } from '../../shared/document/ledger.ts';
import { readRegisters, registersOf } from '../../shared/document/registers.ts';
import { shownOf } from '../../shared/document/reviews.ts';
import { readText } from '../../shared/document/text.ts';
import type { Entry, LedgerEntry } from '../../shared/document/types.ts';
import type { Random } from '../../shared/lib/random.ts';
import { isPersonal } from '../../shared/schema/erasure.ts';
import type { Kind, LedgerField, Scalar, Value } from '../../shared/schema/field.ts';
import { ledgerRoot, textRoot } from '../../shared/schema/stored-name.ts';
import { newDocument } from '../relay/load-document.ts';

/** The id under which a record that was referred to goes on; null when nothing of it stays, undefined when it is not erased. */
export type Renamed = (kind: string, id: string) => string | null | undefined;

export interface Remainder {
  readonly doc: Y.Doc;
  /** The Yjs client id that all of it is written under. */
  readonly client: number;
}

export function remainderOf(kind: Kind, from: Y.Doc, renamed: Renamed, random: Random): Remainder {
  const doc = newDocument();
  doc.clientID = Math.floor(random() * 2 ** 32);
  const registers = readRegisters(from, kind);
  doc.transact(() => {
    for (const [name, field] of kind.fields) {
      if (isPersonal(field) || name === 'deleted') continue;
      if (field.policy === 'text') {
        const words = readText(from, name, field);
        if (words !== '') doc.getText(textRoot(name, field)).insert(0, words);
      } else if (field.policy === 'ledger') {
        const entries = readLedger(from.getArray(ledgerRoot(name, field)), field);
        const kept = entries.map((entry) => lineOf(field, entry, renamed));
        if (kept.length > 0) doc.getArray(ledgerRoot(name, field)).push(kept);
      } else if (field.policy === 'set') {
        const elements = (registers.get(name) ?? []).map(({ entry }) => entry);
        put(doc, elements, field.element, renamed);
      } else {
        // One value: what was in review is settled by what was shown.
        put(doc, shownOf(registers.get(name), field.policy).entries.slice(0, 1), field.scalar, renamed);
      }
    }
  });
  return { doc, client: doc.clientID };
}

function put(doc: Y.Doc, entries: readonly Entry[], scalar: Scalar, renamed: Renamed): void {
  for (const { field, value, stamp, author } of entries) {
    const kept = referring(scalar, value, renamed);
    if (kept !== null) registersOf(doc).push([[field, kept, stamp, author]]);
  }
}

/** An entry of a ledger as it lies in its list. */
function lineOf(field: LedgerField, { id, at, by, parts }: LedgerEntry, renamed: Renamed) {
  const kept: Record<string, Value> = {};
  for (const [part, { scalar, personal = field.personal, optional }] of Object.entries(field.entry)) {
    const value = parts[part];
    if (value === undefined) continue;
    const now = personal ? null : referring(scalar, value, renamed);
    if (now !== null) kept[part] = now;
    else if (!optional) kept[part] = emptyOf(scalar);
  }
  return { id, at, by, ...kept };
}

function referring(scalar: Scalar, value: Value, renamed: Renamed): Value {
  if (scalar.type !== 'reference' || typeof value !== 'string') return value;
  const now = renamed(scalar.kind, value);
  return now === undefined ? value : now;
}

/** For a part that an entry cannot be without. */
function emptyOf(scalar: Scalar): Value {
  switch (scalar.type) {
    case 'string':
      return '';
    case 'boolean':
      return false;
    case 'enum':
      return scalar.values[0] ?? '';
    case 'date':
      return '1970-01-01';
    case 'reference':
      return '0';
    default:
      return 0;
  }
}
