/** Erasing a client, and that it was done, for who manages the shop (rules ERASE-7 and ERASE-8). */
import { Hono } from 'hono';
import { parseEntityId } from '../../shared/lib/ids.ts';
import { managers } from '../../shared/schema/roles.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import type { Eraser } from '../erase/eraser.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';
import { wholeBody } from './whole-body.ts';

export interface ErasureDependencies {
  readonly eraser: Pick<Eraser, 'plan' | 'erase'>;
  readonly store: Pick<Store, 'hasShop' | 'erasures'>;
  readonly verify: VerifyToken;
}

const longestBody = 4 * 1024;

/** @throws Problem `forbidden` */
function requireManager(identity: Identity): void {
  if (!managers.includes(identity.role)) throw new Problem('forbidden', 'Owners and managers erase.');
  // A client is the whole shop's, and what goes with them may be anywhere.
  if (seenPlaces(identity)) throw new Problem('forbidden', 'Who is of all locations erases.');
}

export function erasureRoutes({ eraser, store, verify }: ErasureDependencies): Hono {
  const routes = new Hono();

  routes.get('/:shop/erasures', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    requireManager(identity);
    const erasures = await store.erasures(shop);
    return context.json({ erasures: erasures.map(({ n: _place, ...told }) => told) }, 200, {
      'Cache-Control': 'no-store',
    });
  });

  routes.post('/:shop/client/:id/erase', wholeBody(verify, longestBody), async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    requireManager(identity);
    const id = parseEntityId(context.req.param('id'));
    if (!id) throw new Problem('not-found');
    const fields = await readFields(context.req);
    const headers = { 'Cache-Control': 'no-store' };
    if (fields.get('dryRun') === true) return context.json(await eraser.plan(shop, id), 200, headers);
    if (fields.get('confirm') !== id) {
      throw new Problem('bad-request', 'Send {"dryRun": true}, or {"confirm": the id once more} to erase.');
    }
    return context.json(await eraser.erase({ shop, id, by: identity.user }), 200, headers);
  });

  return routes;
}
