/** Which lines of the log belong to which request. */
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { Log } from '../log.ts';
import { identified, namingRequests, withinRequest } from './request-log.ts';

function scene() {
  const lines: string[] = [];
  const log: Log = namingRequests((_level, event, about) => lines.push(`${event} ${JSON.stringify(about)}`));
  return { lines, log };
}

test('START-7: every answer names its request, and so does each line that is written for it, however many go on at once', async () => {
  const { lines, log } = scene();
  const app = new Hono();
  app.use('*', identified);
  app.get('/:name', async (context) => {
    await Promise.resolve();
    log('info', context.req.param('name'), { user: 'ana' });
    return new Response('raw');
  });
  app.onError(() => new Response('failed', { status: 500 }));
  app.get('/fails/always', () => Promise.reject(new Error('a bug')));
  const [one, two] = await Promise.all(['/one', '/two'].map(async (path) => app.request(path)));
  const [first, second] = [one, two].map((answer) => answer?.headers.get('x-request-id'));
  expect(lines).toEqual([
    `one {"request":"${first}","user":"ana"}`,
    `two {"request":"${second}","user":"ana"}`,
  ]);
  expect(first).not.toBe(second);
  expect((await app.request('/fails/always')).headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
});

test.each([
  ['4bf92f3577b34da6', true],
  ['a_b-c=', true],
  ['', false],
  ['x'.repeat(65), false],
  ['two words', false],
  ['{"event":"forged"}', false],
])('START-7: a proxy that calls a request %j is believed: %s', async (asked, believed) => {
  const app = new Hono();
  app.use('*', identified);
  const answer = await app.request('/', { headers: { 'X-Request-Id': asked } });
  expect(answer.headers.get('x-request-id') === asked).toBe(believed);
});

test('START-7: what a request began and left behind is not told as its own once it is answered', async () => {
  const { lines, log } = scene();
  const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
  let rest: Promise<void> = Promise.resolve();
  await withinRequest('of-a-proxy', async () => {
    log('info', 'begun');
    rest = (async () => {
      await later;
      log('info', 'later');
    })();
    await Promise.resolve();
  });
  goOn();
  await rest;
  log('info', 'outside');
  expect(lines).toEqual(['begun {"request":"of-a-proxy"}', 'later {}', 'outside {}']);
});
