/** What the dashboard asks over HTTP (section DASH of docs/SPEC.md). Who asks is the operator, but at `dashboardDoor`. */
import { Hono } from 'hono';
import { parseEntityKey, parseShop, parseUser } from '../../shared/lib/ids.ts';
import type { Dashboard } from '../operator/dashboard.ts';
import type { ConnectionQuery } from '../relay/relay.ts';
import { boundedBody, readFields } from './json-body.ts';
import { Problem } from './problem.ts';
import { readLimit } from './page-query.ts';
import { textIn } from '../text-in.ts';

const noStore = { 'Cache-Control': 'no-store' } as const;
const longestBody = 8 * 1024;

/** The way in: the token of a link for one of the dashboard. */
export function dashboardDoor({ enter }: Pick<Dashboard, 'enter'>): Hono {
  const routes = new Hono();
  routes.post('/', boundedBody(longestBody), async (context) => {
    const link = (await readFields(context.req)).get('link');
    if (typeof link !== 'string') throw new Problem('bad-request', 'Send {"link"}.');
    const entered = await enter(link);
    if (!entered) {
      throw new Problem('unauthorized', 'The link is over, or was followed before. Ask for another one.');
    }
    return context.json(entered, 200, noStore);
  });
  return routes;
}

export function dashboardRoutes(dashboard: Dashboard): Hono {
  const routes = new Hono();

  routes.get('/overview', async (context) => context.json(await dashboard.overview(), 200, noStore));

  routes.get('/look', async (context) => context.json(await dashboard.look(), 200, noStore));

  routes.get('/connections', (context) => {
    const query = readQuery(context.req.query());
    return context.json(dashboard.connections(query), 200, noStore);
  });

  routes.get('/document', async (context) => {
    const shop = parseShop(context.req.query('shop') ?? '');
    const name = parseEntityKey(context.req.query('record') ?? '');
    if (!shop || !name)
      throw new Problem('bad-request', 'Name the shop and the record: ?shop=S&record=KIND/ID.');
    const found = await dashboard.document({ shop, ...name });
    if (!found) throw new Problem('not-found', 'There is no such record, or it was erased.');
    return context.json(found, 200, noStore);
  });

  routes.post('/disconnect', boundedBody(longestBody), async (context) => {
    const body = await readFields(context.req);
    const [shop, user] = [parseShop(textIn(body, 'shop')), parseUser(textIn(body, 'user'))];
    const session = textIn(body, 'session');
    const whose = user ? { user } : session === '' ? undefined : { session };
    if (!shop || !whose) throw new Problem('bad-request', 'Send {"shop", "session"} or {"shop", "user"}.');
    const closed = await dashboard.disconnect(shop, whose);
    if (closed === 0) throw new Problem('not-found', 'There is no such connection any more.');
    return context.json({ closed }, 200, noStore);
  });

  return routes;
}

/** @throws Problem `bad-request` */
function readQuery({ shop, user, limit }: Readonly<Record<string, string>>): ConnectionQuery {
  const named = shop === undefined ? undefined : parseShop(shop);
  const who = user === undefined ? undefined : parseUser(user);
  if ((shop !== undefined && !named) || (user !== undefined && !who)) {
    throw new Problem('bad-request', 'There is no shop or user of such a name.');
  }
  return { limit: readLimit(limit), ...(named && { shop: named }), ...(who && { user: who }) };
}
