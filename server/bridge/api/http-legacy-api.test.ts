import { expect, it } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { httpLegacyApi, type Tokens } from './http-legacy-api.ts';
import { Trouble } from './legacy-api.ts';
import { rateBudget } from './rate-budget.ts';

type Answer = Response | Error | 'never';
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

function scene(
  answers: readonly Answer[],
  { tokens, perMinute = 1_000 }: { tokens?: Tokens; perMinute?: number } = {},
) {
  const time = new ManualTime();
  const began = time.now();
  const asked: { readonly at: number; readonly what: string; readonly token: string | null }[] = [];
  const waits: number[] = [];
  const left = [...answers];
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    await time.advance(ms);
  };
  const api = httpLegacyApi({
    address: 'http://legacy/api',
    fetch: async (url, { method, headers }) => {
      const what = `${method} ${url.replace('http://legacy/api', '')}`;
      asked.push({ at: time.now() - began, what, token: new Headers(headers).get('authorization') });
      const answer = left.shift() ?? json(200, { fine: true });
      if (answer === 'never') {
        const hangs = new Promise<never>(() => {});
        void time.advance(31_000);
        return hangs;
      }
      if (answer instanceof Error) throw answer;
      return answer;
    },
    tokens: tokens ?? { current: () => 'one', renew: () => Promise.resolve(undefined) },
    budget: rateBudget({ time, sleep, perMinute, atOnce: 2 }),
    time,
    random: seededRandom(1),
    sleep,
  });
  return { api, asked, waits, time };
}

const kindOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Trouble ? error.kind : error),
  );
const html = (status: number): Response => new Response('<!doctype html><h1>Sign in</h1>', { status });

it('BRIDGE-9: reading is tried again with a growing random wait, up to a bound: errors, silence, cut lines and pages for people', async () => {
  const well = scene([json(500, {}), new Error('cut'), 'never', html(200)]);
  expect(await well.api.get('/orders', { page: 1 })).toEqual({ fine: true });
  expect(well.asked).toHaveLength(5);
  expect(well.waits).toHaveLength(4);
  for (const [at, wait] of well.waits.entries()) expect(wait).toBeLessThanOrEqual(1_000 * 2 ** at);
  const ill = scene(Array.from({ length: 9 }, () => json(503, {})));
  expect(await kindOf(ill.api.get('/orders'))).toBe('unreachable');
  expect(ill.asked).toHaveLength(5);
});

it.each(['POST', 'PATCH', 'DELETE'] as const)(
  'BRIDGE-9: whether a %s was made is unknown when nothing came back that is an answer, and it is asked for once',
  async (method) => {
    for (const answer of [json(500, {}), new Error('cut'), 'never' as const, html(200), html(502)]) {
      const { api, asked } = scene([answer]);
      expect(await kindOf(api.send(method, '/orders/1', {}))).toBe('ambiguous');
      expect(asked).toHaveLength(1);
    }
  },
);

const said = (answer: Answer): Promise<unknown> =>
  scene([answer]).api.send('PATCH', '/orders/1', {}).then(String, String);

it('RUN-21: who is not let in, and who nobody answers, hears what was asked, why, and what to do', async () => {
  expect(await said(json(401, {}))).toMatch(/PATCH \/orders\/1: 401, .*--token-file/);
  const closed = new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
  expect(await said(closed)).toContain('PATCH /orders/1: nothing answers there (ECONNREFUSED)');
});

it('BRIDGE-9: every other answer says what it is', async () => {
  const kinds: [Answer, string][] = [
    [json(404, { success: false }), 'missing'],
    [json(409, {}), 'stale'],
    [json(400, { error: 'Description is required' }), 'refused'],
    [json(403, {}), 'refused'],
    [json(422, {}), 'refused'],
    [json(200, { success: false, error: 'no' }), 'refused'],
    [json(401, {}), 'signed-out'],
    [json(200, { success: true }), 'done'],
    [new Response('', { status: 200 }), 'done'],
  ];
  for (const [answer, kind] of kinds) {
    const { api, asked } = scene([answer]);
    expect(await kindOf(api.send('PATCH', '/orders/1', {}))).toBe(kind);
    expect(asked).toHaveLength(1);
  }
});

it('BRIDGE-10: whoever asked too much waits as long as it was told, in seconds or until a date, and asks nothing else meanwhile', async () => {
  const { api, asked, time } = scene([json(429, {}, { 'retry-after': '7' })]);
  const date = new Date(time.now() + 27_000).toUTCString();
  await Promise.all([api.send('POST', '/a', {}), api.get('/b')]);
  expect(asked.map(({ what }) => what)).toEqual(['POST /a', 'GET /b', 'POST /a']);
  expect(asked[2]?.at).toBe(7_000);
  const other = scene([json(429, {}, { 'retry-after': date })]);
  await other.api.get('/a');
  expect(other.asked[1]?.at).toBeGreaterThanOrEqual(26_000);
});

it('BRIDGE-10: who is told to stay away for long asks nothing until then, and keeps nobody waiting for it', async () => {
  const { api, asked, time, waits } = scene([json(503, {}, { 'retry-after': '7200' })]);
  expect(await kindOf(api.get('/orders'))).toBe('unreachable');
  expect(await kindOf(api.get('/orders'))).toBe('limited');
  await time.advance(6_000_000);
  expect(await kindOf(api.send('PATCH', '/orders/o', {}))).toBe('limited');
  expect([asked.length, waits]).toEqual([1, []]);
  await time.advance(1_200_000);
  expect(await kindOf(api.get('/orders'))).toBe('done');
  // A slip in a date closes it for a day.
  const years = scene([json(429, {}, { 'retry-after': '99999999' })]);
  expect(await kindOf(years.api.get('/orders'))).toBe('limited');
  await years.time.advance(24 * 3_600_000);
  expect(await kindOf(years.api.get('/orders'))).toBe('done');
});

it('BRIDGE-10: there are never more requests in a minute, nor more at once, than the bridge may make', async () => {
  const { api, asked } = scene([], { perMinute: 10 });
  for (let n = 0; n < 25; n++) await api.get(`/orders/${n}`);
  const times = asked.map(({ at }) => at);
  for (const [at, time] of times.entries())
    if (at >= 10) expect(time - (times[at - 10] ?? 0)).toBeGreaterThanOrEqual(60_000);
});

it('BRIDGE-9: a token that is over is renewed, once for all who wait for it, and what was refused is asked again with the new one', async () => {
  let token = 'one';
  let renewals = 0;
  const tokens: Tokens = {
    current: () => token,
    renew: (old) => {
      if (old === token) {
        renewals++;
        token = 'two';
      }
      return Promise.resolve(token);
    },
  };
  const { api, asked } = scene([json(401, {}), json(401, {})], { tokens });
  await Promise.all([api.get('/a'), api.send('PATCH', '/b', {})]);
  expect(renewals).toBe(1);
  expect(asked.map((each) => each.token)).toEqual(['Bearer one', 'Bearer one', 'Bearer two', 'Bearer two']);
});
