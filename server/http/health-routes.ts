/**
 * `/health` and `/ready`, for whoever watches the relay (rule START-5): the first says whether it works, the second also
 * whether it should be sent anybody, with the reason where not.
 */
import { Hono } from 'hono';
import type { Store } from '../store/store.ts';

const fresh = { 'Cache-Control': 'no-store' };

export interface HealthDependencies {
  readonly store: Pick<Store, 'healthy'>;
  /** False while it closes down. */
  readonly serving: () => boolean;
}

export function healthRoutes({ store, serving }: HealthDependencies): Hono {
  const routes = new Hono();
  // Asking the store costs an fsync; however many ask at once, there is one question under way.
  let asked: Promise<boolean> | undefined;
  const isHealthy = (): Promise<boolean> => {
    asked ??= store
      .healthy()
      .catch(() => false)
      .finally(() => (asked = undefined));
    return asked;
  };
  routes.get('/health', async (context) => {
    const healthy = serving() && (await isHealthy());
    return context.json({ status: healthy ? 'ok' : 'unavailable' }, healthy ? 200 : 503, fresh);
  });
  routes.get('/ready', async (context) => {
    const why = serving() ? ((await isHealthy()) ? undefined : 'store-unavailable') : 'draining';
    return why === undefined
      ? context.json({ status: 'ready' }, 200, fresh)
      : context.json({ status: 'not-ready', why }, 503, fresh);
  });
  return routes;
}
