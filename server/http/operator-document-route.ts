/** What the command line does to single records through the running relay (sections VERIFY and DOC of docs/SPEC.md). */
import { Hono } from 'hono';
import { parseEntityKey, parseShop } from '../../shared/lib/ids.ts';
import type { DocumentName, Store } from '../store/store.ts';
import { foldDocument } from '../relay/fold-document.ts';
import type { Relay } from '../relay/relay.ts';
import { mendRecords } from '../verify/mend-records.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';

export interface DocumentDependencies {
  readonly store: Pick<Store, 'load' | 'saveRow' | 'saveDerivation' | 'compact'>;
  readonly relay: Pick<Relay, 'acceptLoss'>;
}

export function documentRoutes({ store, relay }: DocumentDependencies): Hono {
  const routes = new Hono();

  routes.post('/mend', async (context) => {
    const names = (await readFields(context.req)).get('names');
    if (!Array.isArray(names)) throw new Problem('bad-request', 'Send {"names": ["SHOP/KIND/ID"]}.');
    return context.json(await mendRecords(store, names.map(readName)));
  });

  routes.post('/compact', async (context) => {
    const name = readName((await readFields(context.req)).get('name'));
    return context.json({ folded: await foldDocument(store, name) });
  });

  routes.post('/accept-loss', async (context) => {
    const name = readName((await readFields(context.req)).get('name'));
    return context.json(await relay.acceptLoss(name));
  });

  return routes;
}

/** @throws Problem `bad-request` */
function readName(text: unknown): DocumentName {
  const [, shop = '', key = ''] = /^([^/]+)\/(.+)$/.exec(String(text)) ?? [];
  const [named, name] = [parseShop(shop), parseEntityKey(key)];
  if (!named || !name) throw new Problem('bad-request', `${String(text)} is no SHOP/KIND/ID.`);
  return { shop: named, ...name };
}
