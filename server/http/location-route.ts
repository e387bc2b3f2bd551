/** The locations of a shop over HTTP: everybody reads them, managers of all locations see to them (rules PLACE-5 and PLACE-6). */
import { Hono, type Context } from 'hono';
import { managers } from '../../shared/schema/roles.ts';
import {
  addLocation,
  keepApart,
  removeLocation,
  renameLocation,
  tellLocations,
  type LocationDependencies,
} from '../accounts/administer-locations.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';
import { wholeBody } from './whole-body.ts';

export interface LocationRouteDependencies extends LocationDependencies {
  readonly store: LocationDependencies['store'] & Pick<Store, 'hasShop'>;
  readonly verify: VerifyToken;
}

const longestBody = 4 * 1024;
const fresh = { 'Cache-Control': 'no-store' } as const;

export function locationRoutes(given: LocationRouteDependencies): Hono {
  const { store, verify } = given;
  const routes = new Hono();

  routes.get('/:shop/locations', async (context) => {
    const { shop, locations: mine = [] } = await somebody(context);
    return context.json({ ...(await tellLocations(store, shop)), mine }, 200, fresh);
  });

  routes.post('/:shop/locations', wholeBody(verify, longestBody), async (context) => {
    const { shop } = await overseer(context);
    return context.json(await addLocation(given, shop, await readFields(context.req)), 201, fresh);
  });

  routes.put('/:shop/locations', wholeBody(verify, longestBody), async (context) => {
    const { shop } = await overseer(context);
    return context.json(await keepApart(given, shop, await readFields(context.req)), 200, fresh);
  });

  routes.put('/:shop/locations/:id', wholeBody(verify, longestBody), async (context) => {
    const { shop } = await overseer(context);
    const fields = new Map([...(await readFields(context.req)), ['id', context.req.param('id')]]);
    return context.json(await renameLocation(given, shop, fields), 200, fresh);
  });

  routes.delete('/:shop/locations/:id', async (context) => {
    const { shop } = await overseer(context);
    const asked = new Map([['id', context.req.param('id')]]);
    return context.json(await removeLocation(given, shop, asked), 200, fresh);
  });

  async function somebody(context: Context): Promise<Identity> {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    await requireShop(context.req.param('shop') ?? '', identity, store);
    return identity;
  }

  async function overseer(context: Context): Promise<Identity> {
    const identity = await somebody(context);
    if (!managers.includes(identity.role) || identity.locations)
      throw new Problem('forbidden', 'Owners and managers who are of all locations see to that.');
    return identity;
  }

  return routes;
}
