/** JSON schemas of the values that fields hold, from their declarations: as they are read, and as they are written (rule OPENAPI-1). */
import { never } from '../../../../shared/lib/assert.ts';
import type { Field, LedgerField, Scalar } from '../../../../shared/schema/field.ts';
import { maxMoney } from '../../../../shared/schema/value.ts';

export type Schema = Readonly<Record<string, unknown>>;

const idPattern = '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$';

export const text = (description: string, more: Schema = {}): Schema => ({
  type: 'string',
  description,
  ...more,
});
export const moment = (description: string): Schema => ({
  type: 'integer',
  minimum: 0,
  description: `${description}, in milliseconds since 1970`,
});
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** `strict` is what may be written; what is read may be of a newer version, or older than a bound. */
export function scalarSchema(scalar: Scalar, strict: boolean): Schema {
  switch (scalar.type) {
    case 'string':
      return strict ? { type: 'string', maxLength: scalar.max } : { type: 'string' };
    case 'number':
      return {
        type: scalar.integer ? 'integer' : 'number',
        ...(strict && { minimum: scalar.min, maximum: scalar.max }),
      };
    case 'money':
      return {
        type: 'integer',
        description: 'Pence',
        ...(strict && { minimum: -maxMoney, maximum: maxMoney }),
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'instant':
      return { type: 'integer', description: 'Milliseconds since 1970' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'enum':
      return { type: 'string', enum: scalar.values };
    case 'reference':
      return { type: 'string', pattern: idPattern, description: `The id of a ${scalar.kind}` };
    default:
      return never(scalar, 'a type');
  }
}

const orNull = (schema: Schema): Schema => ({
  ...schema,
  type: [schema['type'], 'null'],
  ...(Array.isArray(schema['enum']) && { enum: [...(schema['enum'] as readonly unknown[]), null] }),
});

/** As a row has it. */
export function readSchema(field: Field): Schema {
  switch (field.policy) {
    case 'text':
      return { type: 'string', description: field.label };
    case 'set':
      return { type: 'array', items: scalarSchema(field.element, false), description: field.label };
    case 'ledger':
      return { ...ref('LedgerSummary'), description: field.label };
    default:
      return { ...orNull(scalarSchema(field.scalar, false)), title: field.label };
  }
}

/** As it is written. */
export function writeSchema(field: Field, entry: string): Schema {
  const who = field.write.length > 0 ? `Written by ${field.write.join(', ')}.` : 'Written by the relay only.';
  const about = { title: field.label, description: who, 'x-write': field.write };
  switch (field.policy) {
    case 'text':
      return {
        ...about,
        oneOf: [
          { type: ['string', 'null'], maxLength: field.max },
          objectOf({ from: { type: 'string' }, to: { type: 'string', maxLength: field.max } }, [
            'from',
            'to',
          ]),
          objectOf({ append: { type: 'string', maxLength: field.max } }, ['append']),
        ],
      };
    case 'set': {
      const elements = { type: 'array', items: scalarSchema(field.element, true) };
      return {
        ...about,
        oneOf: [{ ...elements, type: ['array', 'null'] }, objectOf({ add: elements, remove: elements }, [])],
      };
    }
    case 'ledger': {
      const entries = { type: 'array', items: ref(entry) };
      return { ...about, oneOf: [entries, objectOf({ append: entries }, ['append'])] };
    }
    default:
      return { ...orNull(scalarSchema(field.scalar, true)), ...about };
  }
}

/** An entry of a ledger as it is written; `strict` is false for one that is read, which has an id, a time and an author. */
export function entrySchema(field: LedgerField, strict: boolean): Schema {
  const properties: Record<string, Schema> = {
    id: text('Unique in its ledger; an entry with the same id is appended once', {
      pattern: '^[A-Za-z0-9@][A-Za-z0-9_.:@-]{0,79}$',
    }),
    at: moment('When it happened'),
  };
  if (!strict) properties['by'] = text('Who appended it');
  const required = strict ? [] : ['id', 'at', 'by'];
  for (const [part, { scalar, label, optional }] of Object.entries(field.entry)) {
    const schema = { ...scalarSchema(scalar, strict), title: label };
    properties[part] = optional ? orNull(schema) : schema;
    if (!optional) required.push(part);
  }
  return { type: 'object', properties, required, ...(strict && { additionalProperties: false }) };
}

export const objectOf = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
