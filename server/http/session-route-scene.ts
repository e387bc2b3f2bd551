/** Somebody who signed in by an invitation, for tests of what a session is. */
import { expect } from 'vitest';
import { accountsScene, bearer, goodPassword } from '../accounts/accounts-scene.ts';

export async function anaIsIn() {
  const scene = await accountsScene();
  const ana = await scene.settleIn('ana');
  const token = async () => (await ana.refresh('ana')).body['token'];
  return { ...scene, ana, token };
}

export async function withPin(pin = '4711') {
  const scene = await anaIsIn();
  const set = async (password: string, wanted: string | null) =>
    scene.post('/api/session/demo/ana/pin', { password, pin: wanted }, bearer(await scene.token()));
  expect((await set(goodPassword, pin)).status).toBe(204);
  return { ...scene, set };
}
