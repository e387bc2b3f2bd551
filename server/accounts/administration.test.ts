import { expect, test } from 'vitest';
import { accountsScene, bearer } from './accounts-scene.ts';

test('OPERATE-1: what an operator does with shops and people is asked with the operator’s token alone', async () => {
  const { post, settleIn } = await accountsScene();
  const otto = await settleIn('otto');
  const { token } = (await otto.refresh('otto')).body;
  const ask = (shown: unknown, act = 'shop-list') =>
    post(`/api/operator/administration/${act}`, {}, bearer(shown));
  expect((await ask(token)).status).toBe(401);
  expect((await ask('operator')).status).toBe(200);
  expect((await ask('operator', 'shop-explode')).status).toBe(404);
  expect((await ask('operator', 'constructor')).status).toBe(404);
  expect((await post('/api/operator/shops/export', { shop: 'demo' }, bearer(token))).status).toBe(401);
  expect((await post('/api/operator/shops/export', { shop: 'nowhere' }, bearer('operator'))).status).toBe(
    404,
  );
});
