/**
 * Rows over HTTP: lists of a kind in pages, and one record. Reads only; who may see a row is whoever has a token
 * of its shop and a role that may read its kind (rules REST-1 to REST-4, READ-3, API-9).
 */
import { Hono } from 'hono';
import { must } from '../../shared/lib/assert.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { VerifyToken } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import { listRecords } from '../programs/list-records.ts';
import type { Relay, VersionedRow } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import { readListQuery, tellPlace } from './api/list-query.ts';
import { etagOf, isNamed, tellVersion } from './api/version.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { Problem } from './problem.ts';
import { readableKind, requireRecord } from './record-path.ts';

export interface RowsDependencies {
  readonly relay: Pick<Relay, 'rows' | 'row'>;
  readonly store: Pick<Store, 'hasShop' | 'place' | 'epoch'>;
  readonly verify: VerifyToken;
}

export function rowRoutes({ relay, store, verify }: RowsDependencies): Hono {
  const routes = new Hono();
  const told = ({ version, ...row }: VersionedRow) => ({
    ...row,
    version: tellVersion(store.epoch, version),
  });

  routes.get('/:shop/:kind', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    const kind = readableKind(context.req.param('kind'), identity.role);
    const query = readListQuery(must(kindNamed(kind), 'a known kind'), new URL(context.req.url).searchParams);
    const places = seenPlaces(identity);
    const { rows, next } = await listRecords(relay, { shop, kind, ...query, ...(places && { places }) });
    context.header('Cache-Control', 'no-store');
    return context.json({ rows: rows.map(told), next: next ? tellPlace(next) : null });
  });

  routes.get('/:shop/:kind/:id', async (context) => {
    const { name } = await requireRecord(context, { verify, store });
    const row = await relay.row(name);
    if (!row) throw new Problem('not-found');
    const etag = etagOf(store.epoch, row.version);
    const headers = { 'Cache-Control': 'no-store', ETag: etag };
    if (isNamed(context.req.header('if-none-match'), etag)) return context.body(null, 304, headers);
    return context.json(told(row), 200, headers);
  });

  return routes;
}
