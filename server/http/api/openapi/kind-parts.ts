/** The schemas and paths of one kind of record. */
import type { Kind } from '../../../../shared/schema/field.ts';
import { roleLabels } from '../../../../shared/schema/roles.ts';
import {
  cursor,
  jsonBody,
  limit,
  pathId,
  pathShop,
  responsesOf,
  type Operation,
  type Paths,
} from './parts.ts';
import { capital, pulledName } from './schemas.ts';
import { entrySchema, objectOf, readSchema, ref, text, writeSchema, type Schema } from './value-schemas.ts';

export function schemasOf(kind: Kind): Readonly<Record<string, Schema>> {
  const name = capital(kind.name);
  const entryOf = (field: string): string => `${name}${capital(field)}Entry`;
  const read: Record<string, Schema> = {};
  const write: Record<string, Schema> = {};
  const schemas: Record<string, Schema> = {};
  const ledgers: Record<string, Schema> = {};
  for (const [field, declared] of kind.fields) {
    read[field] = readSchema(declared);
    if (declared.policy !== 'server') write[field] = writeSchema(declared, `New${entryOf(field)}`);
    if (declared.policy !== 'ledger') continue;
    schemas[entryOf(field)] = entrySchema(declared, false);
    schemas[`New${entryOf(field)}`] = entrySchema(declared, true);
    ledgers[field] = { type: 'array', items: ref(entryOf(field)) };
  }
  const record = {
    kind: { const: kind.name },
    id: text('Its id'),
    at: { type: 'integer', description: 'The newest write in it, in milliseconds since 1970' },
    deleted: { type: 'boolean' },
    review: { type: 'array', items: { type: 'string' }, description: 'Fields that ask a person' },
    version: ref('Version'),
    fields: ref(`${name}Fields`),
  };
  const required = ['kind', 'id', 'at', 'deleted', 'review', 'version', 'fields'];
  return {
    ...schemas,
    [name]: { ...objectOf(record, required), title: kind.label },
    [pulledName(kind.name)]: objectOf({ ...record, entries: objectOf(ledgers, []) }, required),
    [`${name}Fields`]: { type: 'object', properties: read, required: Object.keys(read) },
    [`${name}Write`]: { ...objectOf(write, []), description: 'Fields that are to be written; null clears' },
    [`${name}List`]: objectOf(
      {
        rows: { type: 'array', items: ref(name) },
        next: { type: ['string', 'null'], description: 'The next cursor' },
      },
      ['rows', 'next'],
    ),
    [`${name}Changed`]: objectOf({ record: ref(name), result: ref('Result') }, ['record', 'result']),
  };
}

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag of the record as it was read, or * for what is there now',
  schema: { type: 'string' },
};
const key = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The request is done once for each key of a user',
  schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
};

export function pathsOf(kind: Kind): Paths {
  const name = capital(kind.name);
  const plural = kind.plural.toLowerCase();
  const one = kind.label.toLowerCase();
  const tags = [kind.plural];
  const readers = kind.read ? ` Read by ${kind.read.map((role) => roleLabels[role]).join(', ')}.` : '';
  const base = `/api/shops/{shop}/${kind.name}`;
  const changed = { 200: `${name}Changed` };
  const operation = (
    operationId: string,
    summary: string,
    more: Omit<Operation, 'operationId' | 'summary' | 'tags'>,
  ) => ({
    operationId,
    summary,
    tags,
    ...more,
  });
  const ledgers: Record<string, Paths[string]> = {};
  for (const [field, declared] of kind.fields) {
    if (declared.policy !== 'ledger') continue;
    const entry = `${name}${capital(field)}Entry`;
    ledgers[`${base}/{id}/entries/${field}`] = {
      parameters: [pathShop, pathId],
      get: operation(`list${name}${capital(field)}`, `${declared.label} of one ${one}`, {
        responses: responsesOf({
          200: objectOf({ entries: { type: 'array', items: ref(entry) } }, ['entries']),
        }),
      }),
      post: operation(
        `append${name}${capital(field)}`,
        `Appends to ${declared.label.toLowerCase()}, once for each id`,
        {
          parameters: [key],
          requestBody: jsonBody(ref(`New${entry}`)),
          responses: responsesOf({ 201: `${name}Changed` }),
        },
      ),
    };
  }
  return {
    [base]: {
      parameters: [pathShop],
      get: operation(`list${name}s`, `${kind.plural} in pages`, {
        description: `Filtered by fields (FIELD=value, several for any of them, empty for nothing), FIELD.from and FIELD.to.${readers}`,
        parameters: [
          limit,
          cursor,
          {
            name: 'sort',
            in: 'query',
            description: 'at or a field, with - for the other way',
            schema: { type: 'string' },
          },
          { name: 'deleted', in: 'query', schema: { type: 'boolean' } },
          { name: 'review', in: 'query', description: 'true, false, or a field', schema: { type: 'string' } },
          { name: 'updatedSince', in: 'query', schema: { type: 'integer' } },
          {
            name: 'filter',
            in: 'query',
            description: 'The same as FIELD=value, as generated clients write it',
            style: 'deepObject',
            explode: true,
            schema: {
              type: 'object',
              additionalProperties: { type: ['string', 'array'], items: { type: 'string' } },
            },
          },
        ],
        responses: responsesOf({ 200: `${name}List` }),
      }),
      post: operation(`create${name}`, `Makes a ${one}`, {
        parameters: [key],
        requestBody: jsonBody(
          objectOf({ id: text('Its id; one of the relay when absent'), fields: ref(`${name}Write`) }, []),
        ),
        responses: responsesOf({ 201: `${name}Changed` }),
      }),
    },
    [`${base}/{id}`]: {
      parameters: [pathShop, pathId],
      get: operation(`get${name}`, `One of the ${plural}`, {
        parameters: [{ name: 'If-None-Match', in: 'header', schema: { type: 'string' } }],
        responses: responsesOf({ 200: name, 304: undefined }),
      }),
      patch: operation(`change${name}`, `Changes fields of a ${one}`, {
        description: 'A stale change is merged field by field; nothing is overwritten.',
        parameters: [ifMatch, key],
        requestBody: jsonBody(
          objectOf(
            {
              fields: ref(`${name}Write`),
              base: {
                type: 'object',
                description: 'What was there of single fields',
                additionalProperties: true,
              },
              at: { type: 'integer', description: 'When it was written, in milliseconds since 1970' },
            },
            ['fields'],
          ),
        ),
        responses: responsesOf(changed),
      }),
      delete: operation(`delete${name}`, `Deletes a ${one}; it can be brought back`, {
        parameters: [ifMatch, key],
        responses: responsesOf(changed),
      }),
    },
    [`${base}/{id}/undelete`]: {
      parameters: [pathShop, pathId],
      post: operation(`undelete${name}`, `Brings a ${one} back`, {
        parameters: [ifMatch, key],
        responses: responsesOf(changed),
      }),
    },
    ...ledgers,
    [`${base}/{id}/history`]: {
      parameters: [pathShop, pathId],
      get: operation(`history${name}`, 'Who changed what', {
        parameters: [limit, cursor],
        responses: responsesOf({ 200: 'History' }),
      }),
    },
  };
}
