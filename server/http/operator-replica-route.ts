/** Retiring a device through the running relay (rule DEVICE-4). Who asks is the operator. */
import { Hono } from 'hono';
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { retireReplica } from '../inspect/retire-replica.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';

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
    const [shop, user, id] = ['shop', 'user', 'id'].map((field) => body.get(field));
    const [named, who] = [parseShop(String(shop)), parseUser(String(user))];
    if (!named || !who || typeof id !== 'string')
      throw new Problem('bad-request', 'Send {"shop", "user", "id"}.');
    const retired = await retireReplica(given, { shop: named, user: who, id });
    return context.json(retired);
  });

  return routes;
}
