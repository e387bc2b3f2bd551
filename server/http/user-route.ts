/** Who may do what in a shop: a role is given or taken while people work, and counts from that moment (rule AUTH-11). */
import { Hono } from 'hono';
import { parseUser } from '../../shared/lib/ids.ts';
import { managers, roles } from '../../shared/schema/roles.ts';
import { locationsIn } from '../accounts/administer-locations.ts';
import { mustHaveRoom } from '../accounts/quotas.ts';
import type { VerifyToken } from '../auth/identity.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store, User } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { boundedBody, readFields } from './json-body.ts';
import { mayTouch } from './may-touch.ts';
import { Problem } from './problem.ts';

export interface UserDependencies {
  readonly relay: Pick<Relay, 'saveUser'>;
  readonly store: Pick<Store, 'hasShop' | 'shop' | 'user' | 'users' | 'locations'>;
  readonly verify: VerifyToken;
}

const longestBody = 4 * 1024;
const shape =
  'Send {"role": …}, {"revoked": true or false}, {"locations": [ids]}, or some of them, and nothing else.';
const known = new Set(['role', 'revoked', 'locations']);

export function userRoutes({ relay, store, verify }: UserDependencies): Hono {
  const routes = new Hono();

  routes.put('/:shop/users/:id', boundedBody(longestBody), async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    const id = parseUser(context.req.param('id'));
    const before = id && (await store.user(shop, id));
    if (!managers.includes(identity.role))
      throw new Problem('forbidden', 'Owners and managers say who may do what.');
    if (!before) throw new Problem('not-found');
    if (before.id === identity.user)
      throw new Problem('forbidden', 'Nobody changes what they may do themselves.');
    const fields = await readFields(context.req);
    const strange = [...fields.keys()].find((name) => !known.has(name));
    if (strange !== undefined || fields.size === 0) throw new Problem('bad-request', shape);
    const [asked, revoked] = [
      fields.get('role') ?? before.role,
      fields.get('revoked') ?? before.revoked === true,
    ];
    const role = roles.find((each) => each === asked);
    if (!role || typeof revoked !== 'boolean') {
      throw new Problem('bad-request', shape);
    }
    mayTouch(identity, before, role);
    const locations = fields.has('locations')
      ? await locationsIn(store, shop, fields.get('locations'))
      : (before.locations ?? []);
    mayTouch(identity, { role, ...(locations.length > 0 && { locations }) }, role);
    if (before.revoked && !revoked) await mustHaveRoom(store, shop);
    const user: User = {
      shop,
      id: before.id,
      name: before.name,
      role,
      ...(revoked && { revoked }),
      ...(locations.length > 0 && { locations }),
    };
    await relay.saveUser(user);
    return context.json({ user: user.id, name: user.name, role, revoked, locations }, 200, {
      'Cache-Control': 'no-store',
    });
  });

  return routes;
}
