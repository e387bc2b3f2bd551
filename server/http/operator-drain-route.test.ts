/** Letting a relay run dry over its operator's door, and what it answers from then on. */
import { expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { createDraining, type AtWork } from '../draining.ts';
import type { Log } from '../log.ts';
import { appScene } from './app-scene.ts';

function scene(more: readonly AtWork[] = []) {
  const done: string[] = [];
  const logged: string[] = [];
  const log: Log = (_level, event, about) => logged.push(`${event} ${JSON.stringify(about)}`);
  const draining = createDraining({
    relay: {
      drain: () => {
        done.push('drained');
        return Promise.resolve({ sockets: 3, stored: true, folded: true });
      },
    },
    workers: () => [...more, { stop: () => Promise.resolve(void done.push('derives no more')) }],
    time: new ManualTime(),
    log,
  });
  const { app, get } = appScene({
    draining,
    endProcess: () => void done.push('ended'),
    verifyOperator: (token) => Promise.resolve(token === 'operator'),
  });
  const ask = (body: unknown, token = 'operator') =>
    app.request('/api/operator/drain', {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { ask, get, done, logged, app };
}

test('START-9: the operator lets it run dry, once, and is told how it went; the log says who asked', async () => {
  const { ask, done, logged } = scene();
  const [first, second] = await Promise.all([ask({}), ask({ end: false })]);
  expect(first.status).toBe(200);
  expect(await first.json()).toEqual({ sockets: 3, stored: true, folded: true, ending: false });
  expect(await second.json()).toMatchObject({ sockets: 3 });
  expect(done).toEqual(['derives no more', 'drained']);
  expect(logged).toEqual(['draining {"by":"operator"}', 'drained {"sockets":3,"stored":true,"folded":true}']);
  expect(await (await ask({ end: true })).json()).toMatchObject({ ending: true });
  expect(done).toEqual(['derives no more', 'drained', 'ended']);
});

test('START-9: what does not stop is told, and keeps nothing else from it', async () => {
  const { ask, done, logged } = scene([{ stop: () => Promise.reject(new TypeError('stuck')) }]);
  expect((await ask({})).status).toBe(200);
  expect(done).toEqual(['derives no more', 'drained']);
  expect(logged).toContain('not-stopped {"kind":"TypeError"}');
});

test('START-9: from then on /ready is 503, and nothing is begun below /api but by the operator', async () => {
  const { ask, get } = scene();
  expect((await get('/api/shops/demo/client')).status).toBe(200);
  await ask({});
  const ready = await get('/ready');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: 'not-ready', why: 'draining' });
  expect((await get('/health')).status).toBe(503);
  for (const path of ['/api/shops/demo/client', '/api/demo/users', '/api/nothing']) {
    const answer = await get(path);
    expect(answer.status, path).toBe(503);
    expect(answer.headers.get('retry-after'), path).toBe('5');
    expect(await answer.json()).toMatchObject({ title: 'The relay is closing down' });
  }
  expect((await ask({})).status).toBe(200);
});

test('START-9: nobody else does, and what is no order is a bad request', async () => {
  const { ask, done } = scene();
  expect((await ask({}, 'somebody')).status).toBe(401);
  expect((await ask({ end: 'yes' })).status).toBe(400);
  expect(done).toEqual([]);
});
