/** Retiring a device through the running relay (rule DEVICE-4). Who asks is the operator. */
import { Hono } from 'hono';
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { retireReplica } from '../inspect/retire-replica.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';
import { textIn } from '../text-in.ts';

export interface ReplicaDependencies {
  readonly store: Pick<Store, 'replicas' | 'forgetReplica' | 'noteAudit'>;
  readonly accounts?: Pick<Accounts, 'endDevice'>;
  readonly now: () => number;
  readonly log: Log;
}

export function replicaRoutes(given: ReplicaDependencies): Hono {
  const routes = new Hono();

  routes.post('/retire', async (context) => {
    const body = await readFields(context.req);
    const [shop, user] = [parseShop(textIn(body, 'shop')), parseUser(textIn(body, 'user'))];
    const id = textIn(body, 'id');
    if (!shop || !user || id === '') throw new Problem('bad-request', 'Send {"shop", "user", "id"}.');
    const retired = await retireReplica(given, { shop, user, id });
    return context.json(retired);
  });

  return routes;
}
