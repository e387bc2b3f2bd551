import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { kinds } from '../../../../shared/schema/kinds.ts';
import { appScene } from '../../app-scene.ts';
import { programScene } from '../program-scene.ts';
import { describeApi } from './describe-api.ts';
import { looked, notAsDescribed } from './described.scene.ts';

const api = describeApi('1.2.3');
const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;
const ids = Object.values(api.paths).flatMap((item) =>
  methods.flatMap((method) => item[method]?.operationId ?? []),
);

describe('the description of the API', () => {
  test('OPENAPI-1: is legal OpenAPI 3.1, made from all kinds and fields', async () => {
    const { valid, errors } = await new Validator().validate(
      JSON.parse(JSON.stringify(api)) as Record<string, unknown>,
    );
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    for (const [name, { fields }] of kinds) {
      const capital = name.charAt(0).toUpperCase() + name.slice(1);
      const schemaOf = (of: string) =>
        api.components.schemas[of] as { readonly properties: Readonly<Record<string, unknown>> };
      expect(Object.keys(schemaOf(`${capital}Fields`).properties)).toEqual([...fields.keys()]);
      const writable = [...fields].filter(([, { policy }]) => policy !== 'server').map(([field]) => field);
      expect(Object.keys(schemaOf(`${capital}Write`).properties)).toEqual(writable);
      expect(api.paths[`/api/shops/{shop}/${name}/{id}`]).toHaveProperty('patch');
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('OPENAPI-1: says who may write a field, and which values it takes', () => {
    const device = api.components.schemas['DeviceWrite'] as {
      readonly properties: Readonly<Record<string, unknown>>;
    };
    expect(device.properties['price']).toMatchObject({
      type: ['integer', 'null'],
      'x-write': ['owner', 'manager', 'front-desk'],
    });
    expect(device.properties['grade']).toMatchObject({ enum: ['A', 'B', 'C', 'D', 'F', null] });
  });

  test('OPENAPI-2: every operation of every kind answers as it says', async () => {
    const { send } = await programScene();
    const now = { 'If-Match': '*' };
    for (const [kind, { fields }] of kinds) {
      await send('ana', 'POST', kind, { id: 'r1', fields: {} });
      const parts: Readonly<Record<string, unknown>> = {
        lines: { type: 'part', description: 'Screen', quantity: 1, price: 100 },
        payments: { method: 'cash', amount: 100 },
        parts: { part: 'Screen', quantity: 1 },
        messages: { channel: 'note', body: 'Hello' },
        movements: { reason: 'received', quantity: 1 },
      };
      if (kind !== 'pay')
        expect((await send('vic', 'PATCH', `${kind}/r1`, { fields: { created: 1 } }, now)).status).toBe(403);
      await send('ana', 'PATCH', `${kind}/r1`, { fields: { created: 1 } }, now);
      for (const [field, { policy }] of fields) {
        if (policy !== 'ledger') continue;
        const { status } = await send('ana', 'POST', `${kind}/r1/entries/${field}`, parts[field]);
        expect([field, status]).toEqual([field, 201]);
        await send('ana', 'GET', `${kind}/r1/entries/${field}`);
      }
      await send('ana', 'DELETE', `${kind}/r1`, undefined, now);
      await send('ana', 'POST', `${kind}/r1/undelete`, {}, now);
      for (const target of [kind, `${kind}/r1`, `${kind}/r1/history`]) {
        expect((await send('ana', 'GET', target)).status).toBe(200);
      }
      expect((await send('ana', 'GET', `${kind}/none`)).status).toBe(404);
    }
    await send('ana', 'POST', '/api/sync/push', { operations: [] });
    await send('ana', 'GET', '/api/sync/pull?entries=true');
    await send('ana', 'GET', 'reviews');
    const hook = await send('ana', 'POST', 'webhooks', { url: 'https://example.org/hook' });
    const id = hook.body['id'] as string;
    await send('ana', 'GET', 'webhooks');
    await send('ana', 'POST', `webhooks/${id}/retry`, {});
    await send('ana', 'GET', `webhooks/${id}/deliveries`);
    await send('ana', 'DELETE', `webhooks/${id}`);
    expect(ids.filter((id) => !looked.has(id))).toEqual([]);
  });

  test('OPENAPI-2: an answer that is not as it says is found', () => {
    const about = { status: 200, body: { rows: [{}], next: null } };
    expect(notAsDescribed('GET', '/api/shops/demo/device', about)).toContain('kind');
    expect(notAsDescribed('GET', '/api/shops/demo/device', { status: 201, body: {} })).toContain(
      'never answers',
    );
  });

  test('OPENAPI-3: it is served to programs, and as a page to people, without a token or a script', async () => {
    const { app } = appScene();
    const served = await app.request('/api/openapi.json');
    expect(served.headers.get('content-type')).toBe('application/json');
    const etag = served.headers.get('etag') ?? '';
    expect(await served.json()).toMatchObject({
      openapi: '3.1.0',
      paths: JSON.parse(JSON.stringify(api.paths)) as object,
    });
    expect((await app.request('/api/openapi.json', { headers: { 'If-None-Match': etag } })).status).toBe(304);
    const page = await app.request('/api/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = await page.text();
    expect(html).not.toMatch(/<script|src=|https?:\/\//);
    const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target);
    for (const id of ids) expect(anchors).toContain(id);
  });
});
