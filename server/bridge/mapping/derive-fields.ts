/** Field mappings that follow from the schema: every field with a legacy name, by its type (rule BRIDGE-1). */
import { assert, must, never } from '../../../shared/lib/assert.ts';
import type { Field, Scalar } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { Conversion } from './conversion.ts';
import type { Direction, FieldMapping } from './mapping.ts';

interface Said {
  /** Fields that the record's PATCH takes. */
  readonly patched: readonly string[];
  /** What each side derives for itself. */
  readonly derived?: readonly string[];
  /** What the relay derives, and the API stores; by the field that people set by hand. */
  readonly toLegacy?: Readonly<Record<string, string>>;
  /** Compared of records only that were made there. */
  readonly bornThere?: readonly string[];
  /** Where the API's name is not the schema's in snake case. */
  readonly names?: Readonly<Record<string, string>>;
}

export function fieldsOf(
  name: string,
  { patched, derived = [], toLegacy = {}, bornThere = [], names = {} }: Said,
): readonly FieldMapping[] {
  const kind = must(kindNamed(name), 'a kind of the schema');
  for (const field of [...patched, ...derived, ...Object.keys(toLegacy), ...bornThere])
    assert(kind.fields.has(field), `${name} has a field ${field}`);
  return [...kind.fields].flatMap(([field, declared]): readonly FieldMapping[] => {
    if (declared.legacy === undefined) return [];
    const at = names[field] ?? snakeCase(declared.legacy);
    const direction: Direction = derived.includes(field)
      ? 'derived'
      : field in toLegacy
        ? 'to-legacy'
        : patched.includes(field)
          ? 'both'
          : 'from-legacy';
    const isSent = direction === 'both' || direction === 'to-legacy';
    return [
      {
        field,
        at,
        listed: at,
        direction,
        conversion: field in names && field === 'number' ? { as: 'code' } : conversionOf(declared),
        ...(isSent && { writing: { route: 'patch', key: at, clear: 'null' } }),
        ...(toLegacy[field] !== undefined && { byHand: toLegacy[field] }),
        ...(bornThere.includes(field) && { bornThere: true }),
      },
    ];
  });
}

/** `assignedUserId` is `assigned_user_id` on the wire. */
export const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export function conversionOf(field: Field): Conversion {
  switch (field.policy) {
    case 'text':
      return { as: 'text' };
    case 'set':
    case 'ledger':
      throw new Error('a list has no conversion');
    default:
      return ofScalar(field.scalar);
  }
}

function ofScalar(scalar: Scalar): Conversion {
  switch (scalar.type) {
    case 'string':
      return { as: 'text' };
    case 'number':
      return { as: 'number' };
    case 'money':
      return { as: 'money' };
    case 'boolean':
      return { as: 'flag', sent: 'boolean' };
    case 'instant':
      return { as: 'instant' };
    case 'date':
      return { as: 'date' };
    case 'enum':
      return { as: 'choice', values: scalar.values };
    case 'reference':
      return { as: 'reference', kind: scalar.kind };
    default:
      return never(scalar, 'scalar');
  }
}
