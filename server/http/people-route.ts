/** A shop's people as its managers see to them: who there is, invitations, and devices that are signed in (section PEOPLE of docs/SPEC.md). */
import { Hono, type Context } from 'hono';
import { parseUser } from '../../shared/lib/ids.ts';
import { managers, roles } from '../../shared/schema/roles.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { lineIn } from '../accounts/read-asked.ts';
import { takeIn } from '../accounts/take-in.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store, User } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { readFields } from './json-body.ts';
import { mayTouch } from './may-touch.ts';
import { Problem } from './problem.ts';
import { wholeBody } from './whole-body.ts';
import { textIn } from '../text-in.ts';

export interface PeopleDependencies {
  readonly accounts: Pick<
    Accounts,
    'invite' | 'devices' | 'endDevice' | 'endAllDevices' | 'hasPassword' | 'forget'
  >;
  readonly relay: Pick<Relay, 'changeUser'>;
  readonly store: Pick<Store, 'hasShop' | 'shop' | 'user' | 'users'>;
  readonly verify: VerifyToken;
  /** False where an identity provider signs people in: nobody is invited (rule OIDC-6). */
  readonly passwords?: boolean;
}

const longestBody = 4 * 1024;

export function peopleRoutes(given: PeopleDependencies): Hono {
  const { accounts, relay, store, verify, passwords = true } = given;
  const routes = new Hono();

  routes.get('/:shop/users', async (context) => {
    const { shop } = await manager(context);
    const users = await store.users(shop);
    const told = users.map(async ({ id, name, role, revoked, locations = [] }) => ({
      user: id,
      name,
      role,
      revoked: revoked === true,
      locations,
      password: await accounts.hasPassword({ shop, user: id }),
      // Who signs in at a provider has no other way.
      by: passwords ? 'account' : 'provider',
    }));
    return context.json(await Promise.all(told), 200, noStore);
  });

  routes.post('/:shop/users', wholeBody(verify, longestBody), async (context) => {
    const identity = await manager(context);
    const { shop } = identity;
    const fields = await readFields(context.req);
    const id = parseUser(textIn(fields, 'user'));
    const role = roles.find((each) => each === fields.get('role'));
    if (!id || !role) throw new Problem('bad-request', 'Send {"user", "name", "role"}.');
    // Whom somebody adds who is of some locations is of those, too, to begin with.
    const { locations } = identity;
    const name = lineIn(fields, 'name', id);
    const add = async (before: User | undefined): Promise<User> => {
      if (before && !before.revoked) throw new Problem('conflict', 'There is somebody of that name already.');
      mayTouch(identity, before, role);
      await takeIn({ store, accounts }, shop, id, before);
      return { shop, id, name, role, ...(locations && { locations }) };
    };
    await relay.changeUser(shop, id, add, identity);
    return context.json({ user: id, role, locations: locations ?? [] }, 201, noStore);
  });

  routes.post('/:shop/users/:id/invitation', async (context) => {
    const identity = await manager(context);
    const user = await member(context, identity);
    if (!passwords) throw new Problem('not-found');
    const invitation = await accounts.invite({ shop: user.shop, user: user.id }, identity);
    return context.json({ user: user.id, name: user.name, ...invitation }, 201, noStore);
  });

  routes.get('/:shop/users/:id/devices', async (context) => {
    const user = await member(context, await manager(context));
    const devices = await accounts.devices({ shop: user.shop, user: user.id });
    const told = devices.map(({ id, device, made, used, expires }) => ({ id, device, made, used, expires }));
    return context.json(told, 200, noStore);
  });

  routes.delete('/:shop/users/:id/devices', async (context) => {
    const identity = await manager(context);
    const { shop, id } = await member(context, identity);
    return context.json({ ended: await accounts.endAllDevices({ shop, user: id }, identity) }, 200, noStore);
  });

  routes.delete('/:shop/users/:id/devices/:device', async (context) => {
    const identity = await manager(context);
    const { shop, id } = await member(context, identity);
    const ended = await accounts.endDevice({ shop, user: id }, context.req.param('device'), identity);
    if (!ended) throw new Problem('not-found');
    return context.body(null, 204);
  });

  async function manager(context: Context): Promise<Identity> {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    await requireShop(context.req.param('shop') ?? '', identity, store);
    if (!managers.includes(identity.role)) throw new Problem('forbidden', 'Owners and managers see to that.');
    return identity;
  }

  async function member(context: Context, identity: Identity): Promise<User> {
    const id = parseUser(context.req.param('id') ?? '');
    const user = id && (await store.user(identity.shop, id));
    if (!user || user.revoked) throw new Problem('not-found');
    mayTouch(identity, user, user.role);
    return user;
  }

  return routes;
}

const noStore = { 'Cache-Control': 'no-store' } as const;
