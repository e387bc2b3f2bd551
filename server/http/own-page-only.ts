/** What a cookie opens is asked for by our own page only, whatever a browser sends along (rule SESSION-6). */
import type { MiddlewareHandler } from 'hono';
import { originAllowed, type OriginRule } from './origin.ts';
import { Problem } from './problem.ts';

/** Throws Problem `forbidden` for what a page from elsewhere asks. */
export const ownPageOnly =
  (rule: OriginRule): MiddlewareHandler =>
  async ({ req }, next) => {
    const from = req.header('sec-fetch-site');
    const isOurs = originAllowed(req.header('origin'), req.header('host'), rule);
    if (!isOurs || (from !== undefined && from !== 'same-origin' && from !== 'none'))
      throw new Problem('forbidden', 'Only pages of this relay ask for that.');
    await next();
  };
