import { expect, test } from 'vitest';
import { OperatorApi } from './operator-api.ts';

const apiOf = (answer: () => Response | Promise<Response>) => {
  const asked: { readonly url: string; readonly init: RequestInit | undefined }[] = [];
  const fetcher: typeof fetch = async (url, init) => {
    asked.push({ url: String(url instanceof Request ? url.url : url), init });
    return answer();
  };
  return { api: new OperatorApi(fetcher, () => 'token'), asked };
};

const problem = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json' } });

test('DASH-9: what the relay says no to is told in its words, and what is no answer of a relay is nobody', async () => {
  const refused = apiOf(() =>
    problem(404, { title: 'Not found', detail: 'There is no such connection any more.' }),
  );
  expect(await refused.api.disconnect({ shop: 's', user: 'u' })).toEqual({
    kind: 'problem',
    status: 404,
    title: 'Not found',
    detail: 'There is no such connection any more.',
  });
  expect(await apiOf(() => problem(401, {})).api.overview()).toEqual({ kind: 'signed-out' });
  for (const nobody of [
    () => new Response('Bad gateway', { status: 502 }),
    () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }),
    () => Promise.reject(new TypeError('network')),
  ]) {
    expect(await apiOf(nobody).api.overview()).toEqual({ kind: 'away' });
  }
});

test('DASH-9: the token goes in a header and in no address', async () => {
  const { api, asked } = apiOf(() => Response.json({ all: 0, connections: [] }));
  await api.connections({ shop: 'riverside', user: '' });
  expect(asked[0]?.url).toBe('/api/operator/dashboard/connections?limit=200&shop=riverside');
  expect(new Headers(asked[0]?.init?.headers).get('authorization')).toBe('Bearer token');
});
