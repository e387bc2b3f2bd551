/** What the command line asks of bridges through the running relay (rule RUN-4). Who asks is the operator. */
import { Hono } from 'hono';
import { bridgeActs, type Bridges } from '../bridge/running/bridges.ts';
import type { Log } from '../log.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';

export interface BridgeDependencies {
  readonly bridges: Pick<Bridges, 'do'>;
  readonly log: Log;
}

export function bridgeRoutes({ bridges, log }: BridgeDependencies): Hono {
  const routes = new Hono();

  routes.post('/:act', async (context) => {
    const act = bridgeActs.find((each) => each === context.req.param('act'));
    if (!act)
      throw new Problem('not-found', 'The relay does not know what is asked of it. Is it an older version?');
    const done = await bridges.do(act, await readFields(context.req));
    if (act !== 'status' && act !== 'dead') log('info', 'bridge-asked', { act });
    return context.json(done as object, 200, { 'Cache-Control': 'no-store' });
  });

  return routes;
}
