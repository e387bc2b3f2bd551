/** Which fields of a kind a search looks at, and how much a hit there says about the record. */
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Field, Kind } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';

/** From what tells most to what tells least: a number, a name, another short field, a long text. */
export const weights = ['number', 'title', 'short', 'long'] as const;
export type Weight = (typeof weights)[number];

export interface SearchedField {
  readonly name: string;
  readonly weight: Weight;
  readonly isPhone: boolean;
}

const byKind = new Map<string, readonly SearchedField[]>();

/** The fields in which a person would look for words; not references, dates, sums and the values of lists. */
export function searchedFields(kindName: string): readonly SearchedField[] {
  let fields = byKind.get(kindName);
  if (!fields) {
    const kind = kindNamed(kindName);
    fields = [...(kind?.fields ?? [])].flatMap(([name, field]) =>
      kind && isSearched(field)
        ? [{ name, weight: weightOf(kind, name, field), isPhone: field.find === 'phone' }]
        : [],
    );
    byKind.set(kindName, fields);
  }
  return fields;
}

/** The texts in a field: one, or one for each element of a set. */
export function textsOf(row: Row, field: string): readonly string[] {
  const value: RowValue | undefined = row.fields[field];
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (!Array.isArray(value)) return [];
  return value.filter((each) => typeof each === 'string' && each !== '');
}

function isSearched(field: Field): boolean {
  if (field.find === 'never' || field.policy === 'ledger') return false;
  if (field.policy === 'text') return true;
  return (field.policy === 'set' ? field.element : field.scalar).type === 'string';
}

function weightOf(kind: Kind, name: string, field: Field): Weight {
  if (field.find === 'number' || field.find === 'phone') return 'number';
  if (kind.title.includes(name)) return 'title';
  return field.policy === 'text' ? 'long' : 'short';
}
