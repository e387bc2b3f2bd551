/**
 * Sign-in to a demo: choose a person, get a token, no questions asked. It is there only on a relay that shows
 * the demo shop and that nobody but this machine can reach; real sign-in is another thing (rule AUTH-8).
 */
import { Hono } from 'hono';
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import type { MintToken } from '../auth/token.ts';
import type { Store } from '../store/store.ts';
import { boundedBody, readFields } from './json-body.ts';
import { isLoopbackHost, originAllowed, type OriginRule } from './origin.ts';
import { Problem } from './problem.ts';

const tokenLife = 30 * 24 * 3600 * 1000;
const longestBody = 4096;

export interface DemoDependencies {
  readonly store: Pick<Store, 'shops' | 'users' | 'user'>;
  readonly mint: MintToken;
  readonly origin: OriginRule;
}

export function demoRoutes({ store, mint, origin }: DemoDependencies): Hono {
  const routes = new Hono();

  routes.use('*', async (context, next) => {
    const header = (name: string): string | undefined => context.req.header(name);
    // A proxy in front of us would open this door to everybody who can reach the proxy.
    const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'].some((name) =>
      header(name),
    );
    if (forwarded || !isLoopbackHost(header('host'))) throw new Problem('not-found');
    if (!originAllowed(header('origin'), header('host'), origin)) throw new Problem('forbidden');
    context.header('Cache-Control', 'no-store');
    await next();
  });

  routes.get('/users', async (context) => {
    const shops = await store.shops();
    const users = await Promise.all(shops.map(({ shop }) => store.users(shop)));
    return context.json(users.flat().map(({ id, name, role, shop }) => ({ id, name, role, shop })));
  });

  routes.post('/session', boundedBody(longestBody), async (context) => {
    const wanted = readWanted(await readFields(context.req));
    const user = wanted && (await store.user(wanted.shop, wanted.user));
    if (!user) throw new Problem('not-found');
    const token = await mint(user, tokenLife);
    return context.json({ token, shop: user.shop, user: user.id, name: user.name, role: user.role });
  });

  return routes;
}

function readWanted(fields: ReadonlyMap<string, unknown>) {
  const shop = fields.get('shop');
  const user = fields.get('user');
  if (typeof shop !== 'string' || typeof user !== 'string') {
    throw new Problem('bad-request', 'Send {"shop": …, "user": …}.');
  }
  const ofShop = parseShop(shop);
  const id = parseUser(user);
  return ofShop && id ? { shop: ofShop, user: id } : undefined;
}
