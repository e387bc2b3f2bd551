import { expect, test } from 'vitest';
import { NotDone } from '../accounts/not-done.ts';
import { appScene } from './app-scene.ts';

const asked: unknown[] = [];
const bridges = {
  do: (act: string, fields: ReadonlyMap<string, unknown>): Promise<unknown> => {
    asked.push([act, Object.fromEntries(fields)]);
    return act === 'pause'
      ? Promise.reject(new NotDone('not-found', 'The shop "demo" has no bridge.'))
      : Promise.resolve({ done: act });
  },
};

const verifyOperator = (token: string): Promise<boolean> => Promise.resolve(token === 'operator');

test('RUN-4: what the command line asks of bridges is done by the running relay, for the operator alone', async () => {
  const { app } = appScene({ bridges, verifyOperator });
  const post = (act: string, token = 'operator') =>
    app.request(`/api/operator/bridge/${act}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ shop: 'demo' }),
    });
  expect((await post('run', 'nonsense')).status).toBe(401);
  expect(await (await post('run')).json()).toEqual({ done: 'run' });
  expect(asked).toEqual([['run', { shop: 'demo' }]]);
  const paused = await post('pause');
  expect([paused.status, await paused.json()]).toEqual([
    404,
    expect.objectContaining({ detail: 'The shop "demo" has no bridge.' }),
  ]);
  expect((await post('explode')).status).toBe(404);
});

test('RUN-4: whoever waits for a long round is not cut off', async () => {
  const { app } = appScene({ bridges, verifyOperator });
  const waits: number[] = [];
  const incoming = { socket: { setTimeout: (ms: number) => void waits.push(ms) }, headers: {} };
  const answer = await app.request(
    '/api/operator/bridge/verify',
    {
      method: 'POST',
      headers: { Authorization: 'Bearer operator', 'Content-Type': 'application/json' },
      body: JSON.stringify({ shop: 'demo' }),
    },
    { incoming },
  );
  expect([answer.status, waits]).toEqual([200, [0]]);
});
