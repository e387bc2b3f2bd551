/** What was turned away as hostile or broken, for who manages the shop (rule AUDIT-2). */
import { Hono } from 'hono';
import { managers } from '../../shared/schema/roles.ts';
import { parseEntityKey } from '../../shared/lib/ids.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import type { Store, StoredAudit } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { badCursor, readLimit } from './page-query.ts';
import { Problem } from './problem.ts';

export interface AuditDependencies {
  readonly store: Pick<Store, 'hasShop' | 'audit' | 'place'>;
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
    const told = await Promise.all(page.map((line) => withoutElsewhere(identity, line)));
    return context.json({
      audit: told.map(({ n: _place, shop: _shop, ...line }) => line),
      next: found.length > limit ? String(page.at(-1)?.n) : null,
    });
  });

  /** A line about a record that they do not see says nothing of which it was. */
  async function withoutElsewhere(identity: Identity, line: StoredAudit): Promise<StoredAudit> {
    const places = seenPlaces(identity);
    const name = parseEntityKey(line.record);
    if (!places || !name) return line;
    const place = await store.place({ shop: line.shop, ...name });
    return place === undefined || places.includes(place) ? line : { ...line, record: '' };
  }

  return routes;
}
