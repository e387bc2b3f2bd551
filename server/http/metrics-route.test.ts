import { expect, test } from 'vitest';
import { createMetrics } from '../metrics/create-metrics.ts';
import { metricsRoutes } from './metrics-route.ts';
import { renderProblem, problemOf } from './problem.ts';

const routesWith = (metricsToken: string) => {
  const routes = metricsRoutes({ metrics: createMetrics(), metricsToken });
  routes.onError((error) => renderProblem(problemOf(error)));
  return routes;
};

const ask = (token: string, authorization?: string) =>
  routesWith(token).request('/', authorization === undefined ? {} : { headers: { authorization } });

test('METRIC-3: the measures are told to who has the token, and to nobody where there is none', async () => {
  const token = 'a-token-of-enough-letters';
  expect((await ask('', 'Bearer ')).status).toBe(404);
  expect((await ask('', `Bearer ${token}`)).status).toBe(404);
  expect((await ask(token)).status).toBe(401);
  expect((await ask(token, 'Bearer a-token-of-enough-letterz')).status).toBe(401);
  const answer = await ask(token, `Bearer ${token}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.text()).toContain('# TYPE solder_ack_seconds histogram');
});
