/** The devices of a shop as its managers see to them: how each is, and signing out one that is lost (rules DEVICE-6, DEVICE-7). */
import { Hono, type Context } from 'hono';
import { parseUser, type Author } from '../../shared/lib/ids.ts';
import type { DeviceTold, DevicesTold } from '../../shared/protocol/device-told.ts';
import { managers } from '../../shared/schema/roles.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { behindOf } from '../inspect/list-replicas.ts';
import { retireReplica } from '../inspect/retire-replica.ts';
import type { Log } from '../log.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { readFields } from './json-body.ts';
import { isWithin, mayTouch } from './may-touch.ts';
import { Problem } from './problem.ts';
import { wholeBody } from './whole-body.ts';

export interface DeviceDependencies {
  readonly store: Pick<
    Store,
    'hasShop' | 'replicas' | 'forgetReplica' | 'noteAudit' | 'head' | 'users' | 'user'
  >;
  readonly relay: Pick<Relay, 'connections'>;
  /** Absent where nobody signs in: then devices have no names. */
  readonly accounts?: Pick<Accounts, 'devices' | 'endDevice'>;
  readonly verify: VerifyToken;
  readonly now: () => number;
  readonly log: Log;
}

const noStore = { 'Cache-Control': 'no-store' } as const;
const longestBody = 1024;

export function deviceRoutes(given: DeviceDependencies): Hono {
  const { store, verify, now } = given;
  const routes = new Hono();

  routes.get('/:shop/devices', async (context) => {
    const told: DevicesTold = { now: now(), devices: await devicesOf(given, await manager(context)) };
    return context.json(told, 200, noStore);
  });

  routes.post('/:shop/devices/retire', wholeBody(verify, longestBody), async (context) => {
    const identity = await manager(context);
    const { shop } = identity;
    const body = await readFields(context.req);
    const [id, user] = [body.get('id'), body.get('user')];
    const who = typeof user === 'string' ? parseUser(user) : undefined;
    if (typeof id !== 'string' || !who) throw new Problem('bad-request', 'Send {"user", "id"}.');
    const person = await store.user(shop, who);
    mayTouch(identity, person, person?.role ?? 'view');
    const retired = await retireReplica(given, { shop, user: who, id, by: identity });
    if (!retired.found) throw new Problem('not-found');
    return context.json(retired, 200, noStore);
  });

  async function manager(context: Context): Promise<Identity> {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    await requireShop(context.req.param('shop') ?? '', identity, store);
    if (!managers.includes(identity.role)) throw new Problem('forbidden', 'Owners and managers see to that.');
    return identity;
  }

  return routes;
}

async function devicesOf(
  { store, relay, accounts }: DeviceDependencies,
  identity: Identity,
): Promise<readonly DeviceTold[]> {
  const { shop } = identity;
  const users = new Map((await store.users(shop)).map((user) => [user.id, user]));
  const lines = (await store.replicas(shop)).filter(({ user }) => isWithin(identity, users.get(user)));
  const head = await store.head(shop);
  const called = new Map<string, string>();
  for (const user of new Set<Author>(lines.map((line) => line.user))) {
    for (const { id, device } of (await accounts?.devices({ shop, user })) ?? []) called.set(id, device);
  }
  const { connections } = relay.connections({ shop, limit: Infinity });
  const here = new Set(connections.map(({ user, replica }) => `${user}/${replica}`));
  return lines.map(({ id, user, device, schema, seen, reached, records, edits, since, counts }) => ({
    id,
    user,
    name: users.get(user)?.name ?? user,
    device: called.get(device) ?? '',
    schema,
    connected: here.has(`${user}/${id}`),
    seen,
    behind: behindOf(head, reached),
    records,
    edits,
    unsentSince: since > 0 ? since : null,
    counts: counts ?? null,
  }));
}
