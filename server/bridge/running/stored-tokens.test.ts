import { expect, test } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import type { Fetch } from '../api/answer-of.ts';
import { isTrouble } from '../api/legacy-api.ts';
import { fullMapping } from '../mapping/full.ts';
import { storedTokens } from './stored-tokens.ts';
import type { StoredToken } from './bridge-files.ts';

const said = (status: number, body: object = {}): Response => new Response(JSON.stringify(body), { status });

/** The connection ends in the middle of it. */
const cutOff = (): Response =>
  new Response(new ReadableStream({ start: (body) => body.error(new Error('cut')) }));

const busy = (): Promise<Response> => Promise.resolve(said(503));

test('RUN-1: a renewal that gets no answer says nothing about the token, and one that is refused wants a person', async () => {
  const time = new ManualTime();
  const saved: StoredToken[] = [];
  let answer: () => Promise<Response> = busy;
  const signals: AbortSignal[] = [];
  const fetch: Fetch = (_url, { signal }) => {
    if (signal) signals.push(signal);
    return answer();
  };
  const tokens = storedTokens({
    address: 'http://legacy/api',
    signIn: fullMapping.signIn,
    stored: { token: 'old', refreshToken: 'r1' },
    fetch,
    time,
    save: (token) => Promise.resolve(void saved.push(token)),
  });
  const outcome = (): Promise<unknown> =>
    tokens.renew('old').catch((error: unknown) => (isTrouble(error) ? error.kind : error));
  expect(await outcome()).toBe('unreachable');
  answer = () => Promise.reject(new Error('cut'));
  expect(await outcome()).toBe('unreachable');
  answer = () => Promise.resolve(cutOff());
  expect(await outcome()).toBe('unreachable');
  answer = () => new Promise(() => {});
  const hangs = outcome();
  await time.advance(30_000);
  expect(await hangs).toBe('unreachable');
  expect(signals.at(-1)?.aborted).toBe(true);
  answer = () => Promise.resolve(said(401));
  expect(await outcome()).toBeUndefined();
  expect([tokens.current(), saved]).toEqual(['old', []]);
  answer = () => Promise.resolve(said(200, { data: { token: 'new', refreshToken: 'r2' } }));
  expect(await outcome()).toBe('new');
  expect(saved).toEqual([{ token: 'new', refreshToken: 'r2' }]);
});
