/** What the command line asks of a running relay, since only one process works on a data folder (section OPERATE of docs/SPEC.md). */
import { Hono, type Context } from 'hono';
import type { VerifyOperator } from '../auth/operator-token.ts';
import type { Log } from '../log.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { Problem } from './problem.ts';

export interface OperatorDependencies {
  readonly secrets: Pick<Secrets, 'rotate'>;
  readonly verifyOperator: VerifyOperator;
  readonly log: Log;
}

export function operatorRoutes({ secrets, verifyOperator, log }: OperatorDependencies): Hono {
  const routes = new Hono();

  routes.post('/secrets/rotate', async (context) => {
    await requireOperator(context, verifyOperator);
    const rotated = await secrets.rotate();
    log('info', 'secrets-rotated', rotated);
    return context.json(rotated, 200, { 'Cache-Control': 'no-store' });
  });

  return routes;
}

/** @throws Problem `unauthorized` */
async function requireOperator({ req }: Context, verify: VerifyOperator): Promise<void> {
  const token = /^Bearer +([^\s]+)$/i.exec(req.header('authorization') ?? '')?.[1];
  if (token === undefined || !(await verify(token))) throw new Problem('unauthorized');
}
