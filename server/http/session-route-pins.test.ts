/** PINs, which open a device that somebody signed in on. */
import { expect, test } from 'vitest';
import { goodPassword } from '../accounts/accounts-scene.ts';
import { withPin } from './session-route-scene.ts';

test('PIN-1: a PIN is set with the password, and opens the device that somebody signed in on', async () => {
  const { ana, set, browser } = await withPin();
  expect((await set('wrong wrong wrong', '20475')).status).toBe(401);
  expect((await set(goodPassword, '1234')).status).toBe(422);
  expect((await ana.unlock('ana', '4711')).body).toMatchObject({ user: 'ana', pin: true });
  expect((await ana.refresh('ana')).status).toBe(200);
  // A PIN alone is nothing: the device must be signed in.
  expect((await browser().unlock('ana', '4711')).status).toBe(401);
  expect((await set(goodPassword, null)).status).toBe(204);
  expect((await ana.refresh('ana')).body['pin']).toBe(false);
});

test('PIN-2: after five wrong ones the password is needed, on every device; what is unsent still goes up', async () => {
  const { ana, browser } = await withPin();
  const other = browser();
  await other.signIn('ana');
  for (let i = 0; i < 5; i++) {
    const wrong = await (i % 2 ? ana : other).unlock('ana', '0007');
    expect(wrong).toMatchObject({ status: 403, body: { title: 'The PIN is not right' } });
  }
  for (const device of [ana, other]) {
    expect((await device.unlock('ana', '4711')).body['title']).toBe('The password is needed');
    expect((await device.refresh('ana')).status).toBe(200);
  }
  await ana.signIn('ana');
  expect((await other.unlock('ana', '4711')).status).toBe(200);
});

test('PIN-2: wrong ones that come at once are counted at once', async () => {
  const { ana } = await withPin();
  const all = await Promise.all(Array.from({ length: 12 }, () => ana.unlock('ana', '0007')));
  expect(all.filter(({ body }) => body['title'] === 'The PIN is not right')).toHaveLength(5);
});
