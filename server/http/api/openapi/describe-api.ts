/** The description of the whole API as OpenAPI 3.1, made from the kinds of record (rule OPENAPI-1). */
import { kinds } from '../../../../shared/schema/kinds.ts';
import { pathsOf, schemasOf } from './kind-parts.ts';
import { cursor, jsonBody, limit, pathId, pathShop, responsesOf, type Paths } from './parts.ts';
import { commonSchemas } from './schemas.ts';
import { objectOf, ref, text, type Schema } from './value-schemas.ts';

export interface ApiDescription {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly Schema[];
  readonly security: readonly Schema[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Paths;
  readonly components: {
    readonly securitySchemes: Schema;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

export const describeApi = (version: string): ApiDescription => ({
  openapi: '3.1.0',
  info: {
    title: 'Solder',
    version,
    description:
      'The records of a repair shop. A change says what it has seen, and is merged field by field: nothing that somebody else wrote is lost.',
  },
  servers: [{ url: '/' }],
  security: [{ token: [] }],
  tags: [
    { name: 'Sync', description: 'A day of work without a network: push what was done, pull what moved.' },
    ...[...kinds.values()].map(({ plural }) => ({ name: plural })),
    { name: 'Webhooks', description: 'Programs that are told what moved. For owners and managers.' },
    { name: 'Reviews', description: 'Fields of which two values stand, until a person decides.' },
  ],
  paths: { ...syncPaths, ...allOf(pathsOf), ...reviewPaths, ...webhookPaths },
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'solder token create, or a session’s' },
    },
    schemas: { ...commonSchemas, ...allOf(schemasOf) },
  },
});

const allOf = <T>(
  make: (kind: Parameters<typeof pathsOf>[0]) => Readonly<Record<string, T>>,
): Record<string, T> => Object.assign({}, ...[...kinds.values()].map(make)) as Record<string, T>;

const syncPaths: Paths = {
  '/api/sync/push': {
    post: {
      operationId: 'push',
      summary: 'Does a batch of operations, each once',
      tags: ['Sync'],
      requestBody: jsonBody(
        objectOf(
          {
            client: text(
              'Tells programs of one user apart: their names for records, and what each of them wrote itself',
              {
                maxLength: 200,
              },
            ),
            operations: { type: 'array', maxItems: 500, items: ref('Operation') },
          },
          ['operations'],
        ),
      ),
      responses: responsesOf({
        200: objectOf({ results: { type: 'array', items: ref('OperationResult') } }, ['results']),
      }),
    },
  },
  '/api/sync/pull': {
    get: {
      operationId: 'pull',
      summary: 'What moved since a cursor',
      tags: ['Sync'],
      parameters: [
        limit,
        cursor,
        {
          name: 'kinds',
          in: 'query',
          description: 'With commas; all when absent',
          schema: { type: 'string' },
        },
        {
          name: 'entries',
          in: 'query',
          description: 'Whether entries of ledgers come along',
          schema: { type: 'boolean' },
        },
      ],
      responses: responsesOf({ 200: 'Pulled' }),
    },
  },
};

const reviewPaths: Paths = {
  '/api/shops/{shop}/reviews': {
    parameters: [pathShop],
    get: {
      operationId: 'listReviews',
      summary: 'All fields that ask a person, the gravest first',
      tags: ['Reviews'],
      parameters: [
        limit,
        cursor,
        { name: 'kind', in: 'query', schema: { type: 'string' } },
        { name: 'gravity', in: 'query', schema: { enum: ['low', 'medium', 'high', 'critical'] } },
      ],
      responses: responsesOf({ 200: 'Reviews' }),
    },
  },
};

const webhookPaths: Paths = {
  '/api/shops/{shop}/webhooks': {
    parameters: [pathShop],
    get: {
      operationId: 'listWebhooks',
      summary: 'The webhooks of the shop',
      tags: ['Webhooks'],
      responses: responsesOf({
        200: objectOf({ webhooks: { type: 'array', items: ref('Webhook') } }, ['webhooks']),
      }),
    },
    post: {
      operationId: 'addWebhook',
      summary: 'Tells an address what moves from now on',
      tags: ['Webhooks'],
      requestBody: jsonBody(
        objectOf(
          {
            url: text('An https address that takes POST requests', { format: 'uri' }),
            kinds: {
              type: 'array',
              items: { type: 'string' },
              description: 'All that may be read when absent',
            },
          },
          ['url'],
        ),
      ),
      responses: responsesOf({ 201: 'Webhook' }),
    },
  },
  '/api/shops/{shop}/webhooks/{id}': {
    parameters: [pathShop, pathId],
    delete: {
      operationId: 'removeWebhook',
      summary: 'Removes a webhook',
      tags: ['Webhooks'],
      responses: responsesOf({ 200: objectOf({ removed: { type: 'string' } }, ['removed']) }),
    },
  },
  '/api/shops/{shop}/webhooks/{id}/retry': {
    parameters: [pathShop, pathId],
    post: {
      operationId: 'retryWebhook',
      summary: 'Tries again at once, also one that was disabled',
      tags: ['Webhooks'],
      requestBody: jsonBody(
        objectOf({ skip: { type: 'boolean', description: 'Leave out what was not delivered' } }, []),
      ),
      responses: responsesOf({ 200: 'Webhook' }),
    },
  },
  '/api/shops/{shop}/webhooks/{id}/deliveries': {
    parameters: [pathShop, pathId],
    get: {
      operationId: 'listDeliveries',
      summary: 'What was sent lately, the newest first',
      tags: ['Webhooks'],
      responses: responsesOf({
        200: objectOf({ deliveries: { type: 'array', items: ref('Delivery') } }, ['deliveries']),
      }),
    },
  },
};
