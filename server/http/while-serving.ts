/** Below `/api` nothing is begun while the relay runs dry (rule START-9); what was begun before is answered. */
import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';

/** The operator's door stays open: a backup may be taken of a relay that ran dry. */
const operatorsDoor = /^\/api\/operator(\/|$)/;

export const whileServing =
  (serving: () => boolean): MiddlewareHandler =>
  async ({ req }, next) => {
    if (!serving() && !operatorsDoor.test(req.path)) throw new Problem('draining');
    await next();
  };
