/** The schemas of the description that are of no kind in particular. */
import { kinds } from '../../../../shared/schema/kinds.ts';
import { deeds } from '../../../programs/push-batch.ts';
import { moment, objectOf, ref, text, type Schema } from './value-schemas.ts';

export const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
export const pulledName = (kind: string): string => `Pulled${capital(kind)}`;

const version = text('Opaque: what the record was; the same as its ETag without the quotes');
const value = { type: ['string', 'number', 'boolean', 'null'] };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const anyFields = { type: 'object', additionalProperties: true };
const kindName = { type: 'string', enum: [...kinds.keys()] };
const fieldResults = {
  type: 'object',
  description: 'merged: somebody else had written it since. review: a person is asked.',
  additionalProperties: { enum: ['written', 'same', 'merged', 'review'] },
};

export const commonSchemas: Readonly<Record<string, Schema>> = {
  Version: version,
  LedgerSummary: objectOf(
    {
      count: { type: 'integer', minimum: 0 },
      sum: { type: 'number', description: 'Of its amounts, in pence or pieces; 0 where it has none' },
      last: moment('The newest entry; 0 when there is none'),
    },
    ['count', 'sum', 'last'],
  ),
  Standing: objectOf(
    {
      field: text('Where it is another one than the question is about'),
      value,
      author: text('Who wrote it: a user, or @bridge, @relay, @import'),
      at: moment('When, by the clock of who wrote it'),
    },
    ['value', 'author', 'at'],
  ),
  Conflict: objectOf(
    {
      field: { type: 'string' },
      gravity: { enum: ['low', 'medium', 'high', 'critical'] },
      values: {
        ...listOf(ref('Standing')),
        description: 'All values that stand, the one that is shown first',
      },
    },
    ['field', 'gravity', 'values'],
  ),
  Result: objectOf(
    {
      status: { enum: ['applied', 'merged', 'conflict'] },
      fields: fieldResults,
      conflicts: listOf(ref('Conflict')),
    },
    ['status', 'fields', 'conflicts'],
  ),
  Reason: {
    type: 'object',
    properties: {
      field: text('Empty where it is about the record'),
      rule: { type: 'string' },
      problem: text('What is wrong with the value'),
      choices: { type: 'array', items: value, description: 'What a workflow allows instead' },
      message: text('What is wrong and what to do'),
    },
    required: ['field', 'rule', 'message'],
  },
  Problem: {
    type: 'object',
    description: 'RFC 9457',
    properties: {
      type: text('What kind of problem it is: a closed list', { format: 'uri-reference' }),
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      request: text('Where the relay is at fault: what its log calls the request, as `X-Request-Id` does'),
      reasons: listOf(ref('Reason')),
    },
    required: ['type', 'title', 'status'],
  },
  Operation: {
    type: 'object',
    properties: {
      id: text('Of the program, once and for ever', { pattern: '^[!-~]{1,200}$' }),
      do: { enum: deeds },
      kind: { type: 'string', description: `One of ${[...kinds.keys()].join(', ')}` },
      record: text('The id of the record'),
      as: text('In place of an id: what the program calls a record that it made', { maxLength: 200 }),
      fields: { ...anyFields, description: 'As in a change; a reference may be {"as"}' },
      seen: text('The version of the record that was seen'),
      base: { ...anyFields, description: 'What was there of single fields' },
      at: moment('When it was done'),
    },
    required: ['id', 'do', 'kind'],
    additionalProperties: false,
  },
  OperationResult: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      status: { enum: ['applied', 'merged', 'conflict', 'refused', 'unknown'] },
      kind: { type: 'string' },
      record: text('The id of the record'),
      as: { type: 'string' },
      version,
      fields: fieldResults,
      conflicts: listOf(ref('Conflict')),
      reasons: listOf(ref('Reason')),
      replayed: { const: true },
    },
    required: ['id', 'status'],
    additionalProperties: false,
  },
  Webhook: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      url: { type: 'string' },
      kinds: listOf(kindName),
      by: text('Who made it'),
      at: moment('When'),
      state: { enum: ['active', 'disabled'] },
      reason: text('Why it is disabled'),
      behind: text('Numbers of the log that are not delivered yet', { type: 'integer' }),
      failingSince: moment('Since when nothing was delivered; 0 when all is well'),
      nextAt: moment('When it is tried again'),
      secret: text('To check signatures with; only when it is made'),
    },
    required: ['id', 'url', 'kinds', 'by', 'at', 'state', 'reason', 'behind', 'failingSince', 'nextAt'],
    additionalProperties: false,
  },
  Delivery: objectOf(
    {
      event: text('The id of the event'),
      kind: kindName,
      entity: text('The id of the record'),
      at: moment('When it was sent'),
      status: text('Of the answer; 0 without one', { type: 'integer' }),
      error: { enum: ['', 'status', 'redirect', 'timeout', 'not-public', 'connection'] },
      took: text('Milliseconds', { type: 'integer' }),
    },
    ['event', 'kind', 'entity', 'at', 'status', 'error', 'took'],
  ),
  Pulled: {
    type: 'object',
    properties: {
      records: listOf({ oneOf: [...kinds.keys()].map((kind) => ref(pulledName(kind))) }),
      gone: { ...listOf(text('KIND/ID')), description: 'To be let go of' },
      cursor: text('Where to go on'),
      hasMore: { type: 'boolean' },
    },
    required: ['records', 'gone', 'cursor', 'hasMore'],
    additionalProperties: false,
  },
  Reviews: {
    type: 'object',
    properties: {
      reviews: listOf({
        type: 'object',
        properties: {
          kind: kindName,
          id: { type: 'string' },
          gravity: { type: 'string' },
          fields: listOf(anyFields),
        },
        required: ['kind', 'id', 'gravity', 'fields'],
      }),
      count: { type: 'integer' },
      next: { type: ['string', 'null'] },
    },
    required: ['reviews', 'count', 'next'],
  },
  History: {
    type: 'object',
    properties: {
      entries: listOf({
        type: 'object',
        properties: {
          version: { type: 'integer' },
          at: moment('When the relay took it'),
          author: { type: 'string' },
          through: text('Through which door'),
          changes: listOf(anyFields),
        },
        required: ['version', 'at', 'author', 'through', 'changes'],
      }),
      next: { type: ['string', 'null'] },
      lost: { type: 'integer' },
    },
    required: ['entries', 'next', 'lost'],
  },
};
