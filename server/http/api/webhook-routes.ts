/** The webhooks of a shop over HTTP: owners and managers who see all of the shop see to them (rule HOOK-6). */
import { Hono, type Context } from 'hono';
import { managers } from '../../../shared/schema/roles.ts';
import type { Identity, VerifyToken } from '../../auth/identity.ts';
import { seenPlaces } from '../../auth/seen-places.ts';
import type { Store } from '../../store/store.ts';
import {
  addWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  retryWebhook,
  type WebhookDependencies,
} from '../../webhooks/administer-webhooks.ts';
import { requireIdentity, requireShop } from '../bearer.ts';
import { readFields } from '../json-body.ts';
import { Problem } from '../problem.ts';
import { wholeBody } from '../whole-body.ts';

export interface WebhookRouteDependencies extends WebhookDependencies {
  readonly store: WebhookDependencies['store'] & Pick<Store, 'hasShop' | 'shop' | 'user'>;
  readonly verify: VerifyToken;
}

const longestBody = 8 * 1024;
const fresh = { 'Cache-Control': 'no-store' } as const;

export function webhookRoutes(given: WebhookRouteDependencies): Hono {
  const { store, verify } = given;
  const routes = new Hono();

  routes.get('/:shop/webhooks', async (context) => {
    const { shop } = await overseer(context);
    return context.json({ webhooks: await listWebhooks(given, shop) }, 200, fresh);
  });

  routes.post('/:shop/webhooks', wholeBody(verify, longestBody), async (context) => {
    const { shop, user: by, role } = await overseer(context);
    return context.json(
      await addWebhook(given, { shop, by, role }, await readFields(context.req)),
      201,
      fresh,
    );
  });

  routes.delete('/:shop/webhooks/:id', async (context) => {
    const { shop } = await overseer(context);
    return context.json(await removeWebhook(given, shop, context.req.param('id')), 200, fresh);
  });

  routes.post('/:shop/webhooks/:id/retry', wholeBody(verify, longestBody), async (context) => {
    const { shop, user: by } = await overseer(context);
    const asked = new Map([...(await readFields(context.req)), ['id', context.req.param('id')]]);
    return context.json(await retryWebhook(given, { shop, by }, asked), 200, fresh);
  });

  routes.get('/:shop/webhooks/:id/deliveries', async (context) => {
    const { shop } = await overseer(context);
    return context.json(
      { deliveries: await listDeliveries(given, shop, context.req.param('id')) },
      200,
      fresh,
    );
  });

  /** @throws Problem */
  async function overseer(context: Context): Promise<Identity> {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    await requireShop(context.req.param('shop') ?? '', identity, store);
    if (!managers.includes(identity.role) || seenPlaces(identity)) {
      throw new Problem('forbidden', 'Owners and managers who see all of the shop see to its webhooks.');
    }
    return identity;
  }

  return routes;
}
