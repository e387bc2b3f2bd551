/** What paths of the description are made of. */
import { ref, type Schema } from './value-schemas.ts';

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly Schema[];
  readonly parameters?: readonly Schema[];
  readonly requestBody?: Schema;
  readonly responses: Readonly<Record<string, Schema>>;
}

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export type PathItem = Readonly<Partial<Record<Method, Operation>>> & {
  readonly parameters?: readonly Schema[];
};
export type Paths = Readonly<Record<string, PathItem>>;

const inPath = (name: string, description: string): Schema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

export const pathShop = inPath('shop', 'The shop of the token');
export const pathId = inPath('id', 'The id of the record');
export const limit = {
  name: 'limit',
  in: 'query',
  schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
};
export const cursor = {
  name: 'cursor',
  in: 'query',
  description: 'What the page before said comes next',
  schema: { type: 'string' },
};

export const jsonBody = (schema: Schema): Schema => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** Answers by status: the name of a schema, a schema, or nothing. Every other one is a problem. */
export function responsesOf(
  answers: Readonly<Record<number, string | Schema | undefined>>,
): Readonly<Record<string, Schema>> {
  const responses: Record<string, Schema> = {};
  for (const [status, answer] of Object.entries(answers)) {
    const schema = typeof answer === 'string' ? ref(answer) : answer;
    responses[status] = schema
      ? {
          description: 'Done',
          headers: { ETag: { description: 'Of a single record: its version', schema: { type: 'string' } } },
          content: { 'application/json': { schema } },
        }
      : { description: 'It has not moved' };
  }
  responses['default'] = {
    description: 'What went wrong',
    content: { 'application/problem+json': { schema: ref('Problem') } },
  };
  return responses;
}
