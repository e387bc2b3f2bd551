/**
 * Reading a file: whoever has a token of its shop may, and of a shop that keeps its locations apart who sees a record that shows it (rule PLACE-3). A file never changes, so it may be kept for ever by whoever got
 * it. It is only ever a picture: a name of its own, a type that was checked, and nothing that a browser would run
 * (rule FILE-8).
 */
import { Hono } from 'hono';
import { parseFileId } from '../../shared/lib/ids.ts';
import { imageTypes, isRendition } from '../../shared/protocol/file-upload.ts';
import type { VerifyToken } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import type { Files } from '../files/files.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { Problem } from './problem.ts';

export interface FileDependencies {
  readonly files: Pick<Files, 'read'>;
  readonly store: Pick<Store, 'hasShop' | 'filePlaces'>;
  readonly verify: VerifyToken;
}

export function fileRoutes({ files, store, verify }: FileDependencies): Hono {
  const routes = new Hono();

  routes.get('/:shop/files/:id', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    const size = context.req.query('size') ?? 'full';
    if (!isRendition(size)) throw new Problem('bad-request', 'size is full or thumb.');
    const id = parseFileId(context.req.param('id'));
    const wanted = id && (await files.read({ shop, id, rendition: size }));
    // What another program sent may have no thumb. One may still come, so that answer is not for ever.
    const whole =
      id && !wanted && size === 'thumb' ? await files.read({ shop, id, rendition: 'full' }) : undefined;
    const file = wanted ?? whole;
    if (!file || !id) throw new Problem('not-found');
    const places = seenPlaces(identity);
    // Who sent it may have no record yet that shows it.
    if (places && file.by !== identity.user) {
      const shown = await store.filePlaces(shop, id);
      if (!shown.some((place) => places.includes(place))) throw new Problem('not-found');
    }
    const tag = `"${file.sha256}"`;
    const headers = {
      'Cache-Control': wanted ? 'private, max-age=31536000, immutable' : 'private, no-cache',
      // Kept for the one token that got it: another person at the same browser asks again.
      Vary: 'Authorization',
      ETag: tag,
      'Content-Type': file.type,
      'Content-Disposition': `attachment; filename="${id}.${imageTypes[file.type]}"`,
    };
    if (context.req.header('if-none-match') === tag) return new Response(null, { status: 304, headers });
    const withLength = { ...headers, 'Content-Length': String(file.length) };
    // Not opened for HEAD: nobody would read it to its end.
    const body = context.req.raw.method === 'HEAD' ? null : file.open();
    return new Response(body as BodyInit | null, { headers: withLength });
  });

  return routes;
}
