/** The relay's measures, for whoever has the token that the operator set for them (rule METRIC-3). */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Metrics } from '../metrics/create-metrics.ts';
import { bearerIn } from './bearer.ts';
import { Problem } from './problem.ts';

export interface MetricsDependencies {
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  /** Empty when nobody may read them. */
  readonly metricsToken: string;
}

export function metricsRoutes({ metrics, metricsToken }: MetricsDependencies): Hono {
  const routes = new Hono();
  routes.get('/', async (context) => {
    // Behind a proxy on this machine everybody comes from loopback: an address says nothing about who asks.
    if (metricsToken === '') throw new Problem('not-found');
    const given = bearerIn(context.req.header('authorization')) ?? '';
    if (!isSame(given, metricsToken)) throw new Problem('unauthorized');
    return context.body(await metrics.text(), 200, {
      'Content-Type': metrics.contentType,
      'Cache-Control': 'no-store',
    });
  });
  return routes;
}

/** Takes as long whatever the two have in common. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
