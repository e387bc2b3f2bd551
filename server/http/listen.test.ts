/** Over real connections: which of them are cut when nothing moves. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { Hono } from 'hono';
import { postJson } from '../cli/post-json.ts';
import { unadministered } from '../accounts/unadministered-scene.ts';
import { appScene } from './app-scene.ts';
import { listen, type Listening } from './listen.ts';

let listening: Listening | undefined;
afterEach(() => listening?.cut());

test('OPERATE-5: an operator’s act that says nothing for longer than others may is answered, and others are cut', async () => {
  const done = Promise.withResolvers<void>();
  const { app } = appScene({
    verifyOperator: (token) => Promise.resolve(token === 'operator'),
    administration: {
      ...unadministered.administration,
      'shop-remove': async () => {
        await done.promise;
        return { removed: true };
      },
    },
  });
  const outer = new Hono();
  outer.post('/silent', () => new Promise<Response>(() => {}));
  outer.route('/', app);
  listening = await listen(outer, { host: '127.0.0.1', port: 0, upgrade: () => {}, idle: 200 });
  const at = (path: string) => new URL(path, listening?.url);
  const act = postJson(at('/api/operator/administration/shop-remove'), 'operator', {});
  // Whoever asked later was silent for as long, and is cut.
  const cut = postJson(at('/silent'), '', {});
  await expect(cut).rejects.toThrow('socket hang up');
  await expect(postJson(at('/silent'), '', {})).rejects.toThrow('socket hang up');
  done.resolve();
  const { status, body } = await act;
  expect([status, JSON.parse(await text(body))]).toEqual([200, { removed: true }]);
});

test('OPERATE-5: the next request on an operator’s connection is waited for no longer than others, and who is no operator neither', async () => {
  const { app } = appScene({
    verifyOperator: (token) => Promise.resolve(token === 'operator'),
    administration: {
      ...unadministered.administration,
      'shop-remove': () => Promise.resolve({ removed: true }),
    },
  });
  const outer = new Hono();
  outer.post('/silent', () => new Promise<Response>(() => {}));
  outer.route('/', app);
  listening = await listen(outer, { host: '127.0.0.1', port: 0, upgrade: () => {}, idle: 200 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (path: string, token: string) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const asking = request(new URL(path, listening?.url), { method: 'POST', headers, agent });
    const { promise, resolve } = Promise.withResolvers<string>();
    asking.once('error', ({ message }) => resolve(`${message}, ${asking.reusedSocket ? 'again' : 'new'}`));
    asking.once('response', (answer) => void text(answer).then(() => resolve(String(answer.statusCode))));
    asking.end('{}');
    return promise;
  };
  expect(await ask('/api/operator/administration/shop-remove', 'nobody')).toBe('401');
  expect(await ask('/api/operator/administration/shop-remove', 'operator')).toBe('200');
  expect(await ask('/silent', '')).toBe('socket hang up, again');
  agent.destroy();
});
