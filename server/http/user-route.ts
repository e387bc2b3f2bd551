/** Who may do what in a shop: a role is given or taken while people work, and counts from that moment (rule AUTH-11). */
import { Hono } from 'hono';
import { parseUser } from '../../shared/lib/ids.ts';
import { managers, roles } from '../../shared/schema/roles.ts';
import { locationsIn } from '../accounts/administer-locations.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { takeIn } from '../accounts/take-in.ts';
import type { VerifyToken } from '../auth/identity.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store, User } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { readFields } from './json-body.ts';
import { mayTouch } from './may-touch.ts';
import { Problem } from './problem.ts';
import { wholeBody } from './whole-body.ts';

export interface UserDependencies {
  /** Absent where nobody signs in here: then there is nothing to forget. */
  readonly accounts?: Pick<Accounts, 'forget'>;
  readonly relay: Pick<Relay, 'changeUser'>;
  readonly store: Pick<Store, 'hasShop' | 'shop' | 'user' | 'users' | 'locations'>;
  readonly verify: VerifyToken;
}

const longestBody = 4 * 1024;
const shape =
  'Send {"role": …}, {"revoked": true or false}, {"locations": [ids]}, or some of them, and nothing else.';
const known = new Set(['role', 'revoked', 'locations']);

export function userRoutes({ accounts, relay, store, verify }: UserDependencies): Hono {
  const routes = new Hono();

  routes.put('/:shop/users/:id', wholeBody(verify, longestBody), async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    const id = parseUser(context.req.param('id'));
    if (!managers.includes(identity.role))
      throw new Problem('forbidden', 'Owners and managers say who may do what.');
    if (!id || !(await store.user(shop, id))) throw new Problem('not-found');
    if (id === identity.user) throw new Problem('forbidden', 'Nobody changes what they may do themselves.');
    const fields = await readFields(context.req);
    const strange = [...fields.keys()].find((name) => !known.has(name));
    if (strange !== undefined || fields.size === 0) throw new Problem('bad-request', shape);
    const change = async (before: User | undefined): Promise<User> => {
      if (!before) throw new Problem('not-found');
      const { name } = before;
      const asked = fields.get('role') ?? before.role;
      const revoked = fields.get('revoked') ?? before.revoked === true;
      const role = roles.find((each) => each === asked);
      if (!role || typeof revoked !== 'boolean') throw new Problem('bad-request', shape);
      mayTouch(identity, before, role);
      const locations = fields.has('locations')
        ? await locationsIn(store, shop, fields.get('locations'))
        : (before.locations ?? []);
      const places = locations.length > 0 && { locations };
      mayTouch(identity, { role, ...places }, role);
      if (before.revoked && !revoked) await takeIn({ store, accounts }, shop, id, before);
      return { shop, id, name, role, ...(revoked && { revoked }), ...places };
    };
    const {
      name,
      role,
      revoked = false,
      locations = [],
    } = await relay.changeUser(shop, id, change, identity);
    if (revoked) await accounts?.forget({ shop, user: id });
    return context.json({ user: id, name, role, revoked, locations }, 200, {
      'Cache-Control': 'no-store',
    });
  });

  return routes;
}
