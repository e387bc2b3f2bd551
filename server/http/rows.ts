/**
 * Rows over HTTP: lists of a kind in pages, and one record. Reads only; who may see a row is whoever has a token
 * of its shop and a role that may read its kind (rules REST-1 to REST-4, READ-3).
 */
import { Hono } from 'hono';
import type { VerifyToken } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { readPageQuery } from './page-query.ts';
import { Problem } from './problem.ts';
import { readableKind, requireRecord } from './record-path.ts';

export interface RowsDependencies {
  readonly relay: Pick<Relay, 'rows' | 'row'>;
  readonly store: Pick<Store, 'hasShop' | 'place'>;
  readonly verify: VerifyToken;
}

export function rowRoutes({ relay, store, verify }: RowsDependencies): Hono {
  const routes = new Hono();

  routes.get('/:shop/:kind', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    const kind = readableKind(context.req.param('kind'), identity.role);
    const page = readPageQuery(context.req.query('limit'), context.req.query('cursor'));
    const places = seenPlaces(identity);
    const { rows, next } = await relay.rows(shop, kind, { ...page, ...(places && { places }) });
    context.header('Cache-Control', 'no-store');
    return context.json({ rows, next: next ?? null });
  });

  routes.get('/:shop/:kind/:id', async (context) => {
    const { name } = await requireRecord(context, { verify, store });
    const row = await relay.row(name);
    if (!row) throw new Problem('not-found');
    context.header('Cache-Control', 'no-store');
    return context.json(row);
  });

  return routes;
}
