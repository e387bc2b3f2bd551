/** Under which names a field lies in a document: what becomes of a field that was renamed (rules SCHEMA-4 and SCHEMA-5). */
import type { Field, Kind } from './field.ts';

export interface NamedField {
  readonly name: string;
  readonly field: Field;
}

const tables = new WeakMap<Kind, ReadonlyMap<string, NamedField>>();

function tableOf(kind: Kind): ReadonlyMap<string, NamedField> {
  const known = tables.get(kind);
  if (known) return known;
  const table = new Map<string, NamedField>();
  for (const [name, field] of kind.fields) {
    for (const each of [name, ...(field.aliases ?? [])]) table.set(each, { name, field });
  }
  tables.set(kind, table);
  return table;
}

/** The field that a name in a document means, by its present or a former name. */
export const fieldStoredAs = (kind: Kind, stored: string): NamedField | undefined =>
  tableOf(kind).get(stored);

/**
 * The name under which a text or a ledger is stored: the oldest it ever had. Copying one from an old root to a new
 * one would be done by two replicas at once and double it; staying where it is needs no migration.
 */
export const rootField = (name: string, field: Field): string => field.aliases?.at(-1) ?? name;

export const registersRoot = 'registers';
export const textRoot = (name: string, field: Field): string => `text:${rootField(name, field)}`;
export const ledgerRoot = (name: string, field: Field): string => `log:${rootField(name, field)}`;
