import { expect, test } from 'vitest';
import { programScene } from './program-scene.ts';

test('HOOK-6: owners and managers make, list, try and remove webhooks, and the secret is shown once', async () => {
  const { send } = await programScene();
  const made = await send('ana', 'POST', 'webhooks', {
    url: 'https://example.org/hook',
    kinds: ['ticket', 'order'],
  });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ state: 'active', by: 'ana', kinds: ['ticket', 'order'] });
  expect(made.body['secret']).toMatch(/^whsec_/);
  const id = made.body['id'] as string;
  const { body } = await send('ana', 'GET', 'webhooks');
  expect(body['webhooks']).toMatchObject([{ id, url: 'https://example.org/hook' }]);
  expect(JSON.stringify(body)).not.toContain('whsec_');
  expect((await send('ana', 'GET', `webhooks/${id}/deliveries`)).body).toEqual({ deliveries: [] });
  expect((await send('ana', 'POST', `webhooks/${id}/retry`, {})).status).toBe(200);
  for (const [method, target, sent] of [
    ['GET', 'webhooks', undefined],
    ['POST', 'webhooks', { url: 'https://example.org' }],
    ['DELETE', `webhooks/${id}`, undefined],
    ['POST', `webhooks/${id}/retry`, {}],
    ['GET', `webhooks/${id}/deliveries`, undefined],
  ] as const) {
    for (const who of ['ben', 'fay', 'vic']) expect((await send(who, method, target, sent)).status).toBe(403);
  }
  expect((await send('ana', 'POST', 'webhooks', { url: 'javascript:alert(1)' })).status).toBe(400);
  expect((await send('ana', 'POST', 'webhooks', { url: 'https://10.0.0.8/hook' })).body['detail']).toContain(
    'SOLDER_WEBHOOKS_ANYWHERE=on',
  );
  expect((await send('ana', 'POST', 'webhooks/none/retry', {})).status).toBe(404);
  expect((await send('ana', 'DELETE', `webhooks/${id}`)).body).toEqual({ removed: id });
  expect((await send('ana', 'DELETE', `webhooks/${id}`)).status).toBe(404);
});
