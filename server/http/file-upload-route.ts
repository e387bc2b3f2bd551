/**
 * Sending a file in resumable pieces: tus 1.0.0 with the extensions `creation`, `creation-with-upload` and `termination`,
 * so that any tus client can do it (rules FILE-2, FILE-7 to FILE-9). The address of an upload is made of the file's id,
 * which its maker chose, so announcing it twice leads to the same one.
 */
import { Hono, type Context } from 'hono';
import { parseFileId } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import { staff } from '../../shared/schema/roles.ts';
import { isRendition, largestFile, pieceType, tusVersion } from '../../shared/protocol/file-upload.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import type { FileName, Files, UploadProgress } from '../files/files.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { Problem } from './problem.ts';
import { Slots, type SlotLimits } from './slots.ts';
import { readAnnouncement, readOffset, requireTus } from './upload-request.ts';

export interface FileUploadDependencies {
  readonly files: Files;
  readonly store: Pick<Store, 'hasShop' | 'isErased'>;
  readonly verify: VerifyToken;
  readonly log: Log;
  /** Pieces that may be under way at once. */
  readonly uploadSlots?: SlotLimits;
}

const usualSlots: SlotLimits = { perName: 24, inAll: 96 };
const maySend: readonly Role[] = staff;

export function fileUploadRoutes({ files, store, verify, log, ...given }: FileUploadDependencies): Hono {
  const routes = new Hono();
  const slots = new Slots(given.uploadSlots ?? usualSlots);

  routes.use('/:shop/files/*', async (context, next) => {
    await next();
    if (!isUpload(context)) return;
    context.res.headers.set('Tus-Resumable', tusVersion);
    context.res.headers.set('Cache-Control', 'no-store');
  });

  /** Who asks, for which shop; and that they may send files. */
  const admit = async (context: Context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop') ?? '', identity, store);
    if (!maySend.includes(identity.role)) throw new Problem('forbidden', 'Who may only look sends no files.');
    requireTus((name) => context.req.header(name));
    return { identity, shop };
  };
  const admitTo = async (context: Context): Promise<{ identity: Identity; name: FileName }> => {
    const { identity, shop } = await admit(context);
    const id = parseFileId(context.req.param('id') ?? '');
    const rendition = context.req.param('rendition');
    if (!id || !isRendition(rendition)) throw new Problem('not-found');
    return { identity, name: { shop, id, rendition } };
  };

  const append = async (context: Context, name: FileName, offset: number): Promise<UploadProgress> => {
    const body = context.req.raw.body;
    const free = slots.take(name.shop);
    if (!free) throw new Problem('too-many-requests');
    try {
      const progress = await files.append(
        name,
        offset,
        body ?? new ReadableStream({ start: (to) => to.close() }),
      );
      if (progress.finished)
        log('info', 'file-taken', { shop: name.shop, rendition: name.rendition, bytes: progress.length });
      return progress;
    } finally {
      free();
    }
  };

  routes.options('/:shop/files', (context) => {
    context.header('Tus-Version', tusVersion);
    context.header('Tus-Extension', 'creation,creation-with-upload,termination');
    context.header('Tus-Max-Size', String(largestFile.full));
    return context.body(null, 204);
  });

  routes.post('/:shop/files', async (context) => {
    const { identity, shop } = await admit(context);
    const { name, facts, of } = readAnnouncement((header) => context.req.header(header), shop, identity.user);
    if (of && (await store.isErased({ shop, ...of }))) {
      // What came of it before the record was erased; a whole file is another's to judge.
      await files.discard(name);
      throw new Problem('gone');
    }
    let progress = await files.begin(name, facts);
    const isNew = progress.offset === 0;
    // The first bytes may come along; with an upload that is further on already they are not looked at.
    if (isNew && isPiece(context)) progress = await append(context, name, 0);
    context.header('Location', `/api/shops/${shop}/files/${name.id}/upload/${name.rendition}`);
    context.header('Upload-Offset', String(progress.offset));
    return context.body(null, isNew ? 201 : 200);
  });

  // HEAD: Hono answers it with what GET says, without a body.
  routes.get('/:shop/files/:id/upload/:rendition', async (context) => {
    const { name } = await admitTo(context);
    const progress = await files.progress(name);
    if (!progress) throw new Problem('not-found');
    context.header('Upload-Offset', String(progress.offset));
    context.header('Upload-Length', String(progress.length));
    return context.body(null, 200);
  });

  routes.patch('/:shop/files/:id/upload/:rendition', async (context) => {
    const { name } = await admitTo(context);
    if (!isPiece(context)) throw new Problem('unsupported-media-type', `A piece is ${pieceType}.`);
    const { offset } = await append(
      context,
      name,
      readOffset((header) => context.req.header(header)),
    );
    context.header('Upload-Offset', String(offset));
    return context.body(null, 204);
  });

  routes.delete('/:shop/files/:id/upload/:rendition', async (context) => {
    const { name } = await admitTo(context);
    if (!(await files.discard(name))) throw new Problem('not-found');
    return context.body(null, 204);
  });

  return routes;
}

const isPiece = (context: Context): boolean => context.req.header('content-type') === pieceType;

/** Everything but reading a file. */
const isUpload = ({ req }: Context): boolean =>
  (req.method !== 'GET' && req.method !== 'HEAD') || req.path.includes('/upload/');
