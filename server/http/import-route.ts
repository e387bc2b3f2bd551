/**
 * An Open Repair file over HTTP: the body is the file, the answer is one JSON object a line while it is read.
 * The command line uses it when a relay is running, so that only one process ever writes (rule IMPORT-6).
 */
import { Hono } from 'hono';
import type { Role } from '../../shared/schema/field.ts';
import type { VerifyToken } from '../auth/identity.ts';
import type { ImportEvent } from '../import/import-events.ts';
import { importOpenRepair, ImportStopped } from '../import/import-open-repair.ts';
import { errorKind, type Log } from '../log.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { Problem } from './problem.ts';

export interface ImportDependencies {
  readonly relay: Pick<Relay, 'row' | 'write'>;
  readonly store: Pick<Store, 'hasShop'>;
  readonly verify: VerifyToken;
  readonly log: Log;
}

const mayImport: readonly Role[] = ['owner', 'manager'];

export function importRoutes({ relay, store, verify, log }: ImportDependencies): Hono {
  const routes = new Hono();

  routes.post('/:shop/import/open-repair', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    // Of a shop that is there: a provider's token names any, so only the operator's door makes one (`shop-ensure`).
    const shop = await requireShop(context.req.param('shop'), identity, store);
    if (!mayImport.includes(identity.role))
      throw new Problem('forbidden', 'An owner or a manager may import.');
    const source = context.req.raw.body;
    if (!source) throw new Problem('bad-request', 'The body is the file.');

    const encoder = new TextEncoder();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const tell = (event: ImportEvent): Promise<void> =>
      writer.write(encoder.encode(`${JSON.stringify(event)}\n`));
    void (async () => {
      try {
        const report = await importOpenRepair({ relay, shop, by: identity, source, tell });
        log('info', 'imported', { shop, ...report });
        await tell({ type: 'done', report });
      } catch (error) {
        const failure = error instanceof ImportStopped ? error.failure : ({ kind: 'internal' } as const);
        log('warn', 'import-stopped', { shop, kind: failure.kind, cause: errorKind(error) });
        await tell({ type: 'failed', failure });
      } finally {
        await writer.close();
      }
    })().catch(() => {
      // Whoever asked has gone; what was imported so far is kept, and the log has said how it ended.
    });
    return context.body(readable, 200, {
      'Content-Type': 'application/x-ndjson',
      'Cache-Control': 'no-store',
    });
  });

  return routes;
}
