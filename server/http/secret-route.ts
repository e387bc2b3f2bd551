/**
 * Secrets of records over HTTP (section SECRET of docs/SPEC.md). What is asked is answered once and kept by no cache; a
 * secret never comes in an address, where proxies would write it down.
 */
import { Hono } from 'hono';
import { managers } from '../../shared/schema/roles.ts';
import type { VerifyToken } from '../auth/identity.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { SeenSecret } from '../store/secret-store.ts';
import type { Store } from '../store/store.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';
import { readLimit } from './page-query.ts';
import { requireStored } from './record-path.ts';
import { wholeBody } from './whole-body.ts';

export interface SecretRouteDependencies {
  readonly secrets: Secrets;
  readonly store: Pick<Store, 'hasShop' | 'row' | 'place'>;
  readonly verify: VerifyToken;
}

const longestBody = 8 * 1024;
const fresh = { 'Cache-Control': 'no-store' };

export function secretRoutes(given: SecretRouteDependencies): Hono {
  const { secrets } = given;
  const routes = new Hono();

  routes.get('/:shop/:kind/:id/secrets', async (context) => {
    const { identity, name } = await requireStored(context, given);
    const limit = readLimit(context.req.query('limit'));
    const facts = await secrets.facts(name);
    const events = managers.includes(identity.role) ? await secrets.events(name, limit) : undefined;
    return context.json({ secrets: facts, ...(events && { events }) }, 200, fresh);
  });

  routes.put('/:shop/:kind/:id/secrets/:secret', wholeBody(given.verify, longestBody), async (context) => {
    const { identity, name } = await requireStored(context, given);
    const fields = await readFields(context.req);
    const seen = readSeen(fields);
    await secrets.set(name, context.req.param('secret'), fields.get('value'), identity, seen);
    return context.json({ set: true }, 200, fresh);
  });

  routes.delete('/:shop/:kind/:id/secrets/:secret', async (context) => {
    const { identity, name } = await requireStored(context, given);
    await secrets.clear(name, context.req.param('secret'), identity);
    return context.json({ set: false }, 200, fresh);
  });

  // A POST: looking leaves a trace.
  routes.post(
    '/:shop/:kind/:id/secrets/:secret/reveal',
    wholeBody(given.verify, longestBody),
    async (context) => {
      const { identity, name } = await requireStored(context, given);
      const fields = await readFields(context.req);
      const value = await secrets.reveal(name, context.req.param('secret'), fields.get('reason'), identity);
      return context.json({ value }, 200, fresh);
    },
  );

  return routes;
}

/**
 * When what is replaced was set, as it was told; null where none was kept, undefined where nobody said.
 * @throws Problem `bad-request`
 */
function readSeen(fields: ReadonlyMap<string, unknown>): SeenSecret | undefined {
  const seen = fields.get('seen');
  if (seen === undefined || seen === null || typeof seen === 'number') return seen;
  throw new Problem('bad-request', '"seen" is the time of the one that is replaced, or null.');
}
