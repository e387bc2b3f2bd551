import { describe, expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { HttpRelayApi } from './relay-api.ts';

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

function relayThat(answer: (asked: Asked) => Promise<Response>) {
  const time = new ManualTime();
  const asked: Asked[] = [];
  const api = new HttpRelayApi({
    url: 'https://relay.test',
    shop: 'demo',
    time,
    getToken: (refused) => Promise.resolve(refused ? 'fresh' : 'old'),
    fetch: (url, init) => {
      asked.push({ url, init });
      return answer({ url, init });
    },
  });
  return { api, asked, time };
}

const tokenOf = ({ init }: Asked): string | null => new Headers(init.headers).get('authorization');

describe('what lives on the relay alone', () => {
  test('HIST-10: is asked for below the shop, with the token, and once more with a fresh one', async () => {
    const { api, asked } = relayThat((each) =>
      Promise.resolve(
        tokenOf(each) === 'Bearer fresh'
          ? Response.json({ entries: [] })
          : new Response('{}', { status: 401 }),
      ),
    );
    expect(await api.get('device/d1/history')).toEqual({ entries: [] });
    expect(asked.map(({ url }) => url)).toEqual(
      Array(2).fill('https://relay.test/api/shops/demo/device/d1/history'),
    );
    expect(asked.map(tokenOf)).toEqual(['Bearer old', 'Bearer fresh']);
  });

  test.each([
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [410, 'gone'],
    [400, 'invalid'],
    [413, 'invalid'],
    [422, 'invalid'],
    [429, 'failed'],
    [503, 'failed'],
  ] as const)('HIST-10: %i is told as %s', async (status, trouble) => {
    const { api } = relayThat(() => Promise.resolve(new Response('{}', { status })));
    await expect(api.post('refused/r1/apply')).rejects.toMatchObject({ trouble });
  });

  test('SECRET-6: what is set goes in the body and never in the address', async () => {
    const { api, asked } = relayThat(() => Promise.resolve(Response.json({ set: true })));
    await api.put('device/d1/secrets/passcode', { value: '4711' });
    await api.delete('device/d1/secrets/passcode');
    expect(asked.map(({ url, init }) => [init.method, url, init.body])).toEqual([
      ['PUT', 'https://relay.test/api/shops/demo/device/d1/secrets/passcode', '{"value":"4711"}'],
      ['DELETE', 'https://relay.test/api/shops/demo/device/d1/secrets/passcode', undefined],
    ]);
    expect(asked.map(({ init }) => init.cache)).toEqual(['no-store', 'no-store']);
  });

  test('HIST-10: no network and the page of a portal are offline', async () => {
    const none = relayThat(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(none.api.get('refused')).rejects.toMatchObject({ trouble: 'offline' });
    const portal = relayThat(() => Promise.resolve(new Response('<html>Please sign in</html>')));
    await expect(portal.api.get('refused')).rejects.toMatchObject({ trouble: 'offline' });
  });

  test('HIST-10: what does not answer in time is offline, and what is not wanted any more is cut off', async () => {
    const silent = relayThat(
      ({ init }) =>
        new Promise((_resolve, reject) => {
          const cut = (): void => reject(new DOMException('cut', 'AbortError'));
          if (init.signal?.aborted) cut();
          else init.signal?.addEventListener('abort', cut);
        }),
    );
    const late = expect(silent.api.get('refused')).rejects.toMatchObject({ trouble: 'offline' });
    await silent.time.advance(15_000);
    await late;
    const leaving = new AbortController();
    const left = expect(silent.api.get('refused', leaving.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    leaving.abort();
    await left;
  });
});
