/** Devices that are signed in: their tokens, their cookie, and how they end. */
import { expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { accountsScene, bearer, goodPassword } from '../accounts/accounts-scene.ts';
import { anaIsIn } from './session-route-scene.ts';

const day = 24 * 3_600_000;

test('SESSION-1: a token of a device is good for a quarter of an hour, and is renewed without a password', async () => {
  const { ana, token, ask, time } = await anaIsIn();
  const first = await token();
  const get = async (shown: unknown) =>
    (await ask('/api/shops/demo/client', { headers: bearer(shown) })).status;
  time.jump(time.now() + 15 * 60_000 - 1_000);
  expect(await get(first)).toBe(200);
  time.jump(time.now() + 1_000);
  expect(await get(first)).toBe(401);
  const renewed = await ana.refresh('ana');
  expect(renewed.body['expires']).toBe(time.now() + 15 * 60_000);
  expect(await get(renewed.body['token'])).toBe(200);
});

test('SESSION-1: a socket ends with its token (fault 45), and whoever has a fresh one is in again, with what they write', async () => {
  const { token, connect, time, settle, stored, entity } = await anaIsIn();
  const before = await connect(await token());
  await time.advance(15 * 60_000);
  await settle();
  expect(before.socket.closed?.code).toBe(closeCodes.unauthorized);
  const again = await connect(await token());
  again.open('client/c1');
  await settle();
  entity(again, 'client/c1', 'ana').set('name', 'Written after the renewal');
  await settle();
  expect(JSON.stringify((await stored('client/c1')).getArray('registers'))).toContain('after the renewal');
});

test('SESSION-2: the cookie is for its person, its path and this site alone, and is secure wherever that is not this machine', async () => {
  const { settleIn, browser, post } = await accountsScene({
    origin: { origins: ['https://shop.example'], loopback: false },
  });
  await settleIn('ana');
  const local = (await browser().signIn('ana')).headers.get('set-cookie') ?? '';
  expect(local).toMatch(
    /^solder=[\w-]{22}\.[\w-]{43}; Max-Age=5184000; Path=\/api\/session\/demo\/ana; HttpOnly; SameSite=Strict$/,
  );
  const far = await post(
    '/api/session',
    { shop: 'demo', user: 'ana', password: goodPassword },
    { Host: 'shop.example', Origin: 'https://shop.example' },
  );
  expect(far.headers.get('set-cookie')).toContain('; Secure');
});

test('SESSION-3: a refresh token is used once; one that comes again ends its device, also for whoever has the newest', async () => {
  const { ana, browser, logged, connect, settle, token } = await anaIsIn();
  const socket = await connect(String(await token()));
  const thief = browser();
  thief.cookie = ana.cookie;
  await ana.refresh('ana');
  await ana.refresh('ana');
  expect((await thief.refresh('ana')).status).toBe(401);
  expect((await ana.refresh('ana')).status).toBe(401);
  await settle();
  expect(socket.socket.closed?.code).toBe(closeCodes.unauthorized);
  expect(logged.some((line) => line.includes('refresh-token-reused'))).toBe(true);
});

test('SESSION-3: an answer that never came costs nothing: the same token is taken once more', async () => {
  const { ana, browser } = await anaIsIn();
  const lost = browser();
  lost.cookie = ana.cookie;
  await lost.refresh('ana');
  expect((await ana.refresh('ana')).status).toBe(200);
  expect((await ana.refresh('ana')).status).toBe(200);
});

test('SESSION-4: a device that is ended opens nothing from that moment, over HTTP and on sockets that are open', async () => {
  const { ana, token, ask, browser, connect, settle } = await anaIsIn();
  const other = browser();
  const theirs = String((await other.signIn('ana')).body['token']);
  const [here, there] = [await connect(String(await token())), await connect(theirs)];
  const mine = await token();
  const devices = (await ask('/api/session/demo/ana/devices', { headers: bearer(mine) })).body as unknown as {
    readonly id: string;
    readonly here: boolean;
    readonly device: string;
  }[];
  expect(devices.map((device) => [device.device, device.here])).toContainEqual(['Tablet', false]);
  const away = devices.find((device) => !device.here);
  const end = (id: string | undefined) =>
    ask(`/api/session/demo/ana/devices/${id}`, {
      method: 'DELETE',
      headers: { ...bearer(mine), Host: 'localhost:4500' },
    });
  expect((await end(away?.id)).status).toBe(204);
  await settle();
  expect(there.socket.closed?.code).toBe(closeCodes.unauthorized);
  expect(here.socket.closed).toBeUndefined();
  expect((await ask('/api/shops/demo/client', { headers: bearer(theirs) })).status).toBe(401);
  expect((await other.refresh('ana')).status).toBe(401);
  expect((await ana.refresh('ana')).status).toBe(200);
  const again = await connect(theirs);
  expect(again.socket.closed?.code).toBe(closeCodes.unauthorized);
  expect((await end(away?.id)).status).toBe(404);
});

test('SESSION-5: weeks without a network end in a new token; two months without any do not, nor does half a year', async () => {
  const { ana, settleIn, time } = await anaIsIn();
  time.jump(time.now() + 59 * day);
  expect((await ana.refresh('ana')).status).toBe(200);
  time.jump(time.now() + 61 * day);
  expect((await ana.refresh('ana')).status).toBe(401);
  const ben = await settleIn('ben');
  for (let month = 0; month < 5; month++) {
    time.jump(time.now() + 30 * day);
    expect((await ben.refresh('ben')).status).toBe(200);
  }
  time.jump(time.now() + 31 * day);
  expect((await ben.refresh('ben')).status).toBe(401);
});

test.each([
  [{ Origin: 'https://evil.example' }],
  [{ Origin: 'http://evil.example:4500', Host: 'evil.example:4500' }],
  [{ 'Sec-Fetch-Site': 'cross-site' }],
  [{ 'Sec-Fetch-Site': 'same-site' }],
])('SESSION-6: a page from elsewhere (%j) is turned away with the cookie and without', async (headers) => {
  const { ana } = await anaIsIn();
  const answer = await ana.post('/api/session/demo/ana/refresh', {}, headers);
  expect(answer.status).toBe(403);
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect((await ana.refresh('ana')).status).toBe(200);
});

test('SESSION-6: a form of another page cannot make the request at all', async () => {
  const { ana, ask } = await anaIsIn();
  const answer = await ask('/api/session/demo/ana/refresh', {
    method: 'POST',
    headers: { Cookie: ana.cookie, 'Content-Type': 'text/plain', Host: 'localhost:4500' },
    body: '{}',
  });
  expect(answer.status).toBe(415);
});

test('SESSION-7: signing out ends the device, its sockets and its cookie; a second time changes nothing', async () => {
  const { ana, token, connect, settle, browser } = await anaIsIn();
  const socket = await connect(String(await token()));
  const before = ana.cookie;
  const out = await ana.signOut('ana');
  expect(out.status).toBe(204);
  expect(out.headers.get('set-cookie')).toMatch(/^solder=; Max-Age=0; Path=\/api\/session\/demo\/ana;/);
  await settle();
  expect(socket.socket.closed?.code).toBe(closeCodes.unauthorized);
  const kept = browser();
  kept.cookie = before;
  expect((await kept.refresh('ana')).status).toBe(401);
  expect((await kept.signOut('ana')).status).toBe(204);
});

test('SESSION-8: one person’s cookie is nothing at another’s path', async () => {
  const { ana, settleIn } = await anaIsIn();
  await settleIn('ben');
  expect((await ana.refresh('ben')).status).toBe(401);
  expect((await ana.signOut('ben')).status).toBe(204);
  expect((await ana.refresh('ana')).status).toBe(200);
});
