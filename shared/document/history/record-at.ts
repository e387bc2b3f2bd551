/**
 * A record as it was: what it is now, with its history taken back entry by entry, the newest first. So the past needs
 * no copies of the record, and is as exact as the entries since. Pure; works as well on what was fetched before.
 */
import type * as Y from 'yjs';
import { never } from '../../lib/assert.ts';
import type { Kind, Value } from '../../schema/field.ts';
import { ledgerRoot } from '../../schema/stored-name.ts';
import { readLedger } from '../ledger.ts';
import { compareValues } from '../policy.ts';
import { readRegisters } from '../registers.ts';
import { deletionState, reviewsOf, shownOf } from '../reviews.ts';
import { elementsOf } from '../set.ts';
import { readText } from '../text.ts';
import type { LedgerEntry } from '../types.ts';
import type { Change, HistoryEntry, Standing } from './change.ts';
import { undoSteps } from './text-steps.ts';

/** A set's elements, a ledger's entries, a text's letters, a register's value. */
export type PastValue = Value | readonly Value[] | readonly LedgerEntry[];

/** What all fields of a record held at one time. */
export interface PastRecord {
  readonly deleted: boolean;
  readonly fields: Readonly<Record<string, PastValue>>;
  /** The values of those fields that were in review. */
  readonly review: Readonly<Record<string, readonly Standing[]>>;
  /** Fields whose past cannot be told: an entry is missing, or does not fit what came after it. */
  readonly unknown: readonly string[];
}

/** The record as it is. */
export function presentOf(kind: Kind, doc: Y.Doc): PastRecord {
  const registers = readRegisters(doc, kind);
  const deletion = deletionState(doc, kind, registers);
  const fields = table<PastValue>();
  for (const [name, field] of kind.fields) {
    if (name === 'deleted') fields[name] = deletion.deleted;
    else if (field.policy === 'text') fields[name] = readText(doc, name, field);
    else if (field.policy === 'set')
      fields[name] = elementsOf((registers.get(name) ?? []).map(({ entry }) => entry));
    else if (field.policy === 'ledger')
      fields[name] = readLedger(doc.getArray(ledgerRoot(name, field)), field);
    else fields[name] = shownOf(registers.get(name), field.policy).entries[0]?.value ?? null;
  }
  const review = table<readonly Standing[]>();
  for (const { field, entries } of reviewsOf(doc, kind, registers, deletion)) {
    const own = entries.filter((entry) => entry.field === field);
    review[field] = own.map(({ value, stamp, author }) => ({ value, stamp, author }));
  }
  return { deleted: deletion.deleted, fields, review, unknown: [] };
}

/** @param entries what came since, the newest first */
export function recordBefore(present: PastRecord, entries: readonly HistoryEntry[]): PastRecord {
  const fields = Object.assign(table<PastValue>(), present.fields);
  const review = Object.assign(table<readonly Standing[]>(), present.review);
  const unknown = new Set(present.unknown);
  for (const { changes } of entries) {
    for (const change of changes.toReversed()) {
      if (!('field' in change) || !Object.hasOwn(fields, change.field)) continue;
      const past = undo(fields[change.field] ?? null, change);
      if (past === undefined) unknown.add(change.field);
      else if (!unknown.has(change.field)) fields[change.field] = past;
      if (change.type !== 'register') continue;
      if (change.stood) review[change.field] = change.stood;
      else delete review[change.field];
    }
  }
  for (const field of unknown) fields[field] = null;
  return { deleted: fields['deleted'] === true, fields, review, unknown: [...unknown] };
}

/** The value before a change; undefined when it cannot be told. */
function undo(value: PastValue, change: Extract<Change, { readonly field: string }>): PastValue | undefined {
  switch (change.type) {
    case 'register':
      return change.from;
    case 'set': {
      if (!Array.isArray(value)) return undefined;
      const elements = new Set(value as readonly Value[]);
      for (const element of change.added) elements.delete(element);
      for (const element of change.removed) elements.add(element);
      return [...elements].sort(compareValues);
    }
    case 'ledger': {
      if (!Array.isArray(value) || change.more) return undefined;
      const later = new Set(change.appended.map(({ id }) => id));
      return (value as readonly LedgerEntry[]).filter(({ id }) => !later.has(id));
    }
    case 'text':
      return typeof value === 'string' ? undoSteps(value, change.steps) : undefined;
    case 'refused':
      return value;
    default:
      return never(change, 'a change');
  }
}

/** Without a prototype, so that every name is only a name. */
const table = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;
