/** Tells how every request was answered, and by which door it came (rule METRIC-1). */
import type { MiddlewareHandler } from 'hono';
import type { Metrics } from '../metrics/create-metrics.ts';

/** @param now in milliseconds */
export function countRequests(metrics: Pick<Metrics, 'answered'>, now: () => number): MiddlewareHandler {
  return async (context, next) => {
    const began = now();
    await next();
    metrics.answered(doorOf(context.req.path), context.res.status, now() - began);
  };
}

/** Few words, whatever is asked for: each is a series of its own. */
function doorOf(path: string): 'operator' | 'session' | 'shop' | 'watch' | 'page' {
  if (path.startsWith('/api/operator')) return 'operator';
  if (path.startsWith('/api/shops')) return 'shop';
  if (path.startsWith('/api/')) return 'session';
  return path === '/health' || path === '/ready' || path === '/metrics' ? 'watch' : 'page';
}
