/** What was turned away as hostile or broken, for who manages the shop (rule AUDIT-2). */
import { Hono } from 'hono';
import { managers } from '../../shared/schema/roles.ts';
import type { VerifyToken } from '../auth/identity.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { badCursor, readLimit } from './page-query.ts';
import { Problem } from './problem.ts';

export interface AuditDependencies {
  readonly store: Pick<Store, 'hasShop' | 'audit'>;
  readonly verify: VerifyToken;
}

export function auditRoutes({ store, verify }: AuditDependencies): Hono {
  const routes = new Hono();

  routes.get('/:shop/audit', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    if (!managers.includes(identity.role)) throw new Problem('forbidden', 'Owners and managers read it.');
    const limit = readLimit(context.req.query('limit'));
    const cursor = context.req.query('cursor');
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw badCursor();
    const found = await store.audit({
      shop,
      limit: limit + 1,
      ...(cursor !== undefined && { before: Number(cursor) }),
    });
    const page = found.slice(0, limit);
    context.header('Cache-Control', 'no-store');
    return context.json({
      audit: page.map(({ n: _place, shop: _shop, ...line }) => line),
      next: found.length > limit ? String(page.at(-1)?.n) : null,
    });
  });

  return routes;
}
