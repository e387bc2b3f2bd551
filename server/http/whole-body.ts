/** A body is there as a whole before it is judged who asks and what stands, so that a request which is held open outlives nothing (rule AUTH-11). */
import type { MiddlewareHandler } from 'hono';
import type { VerifyToken } from '../auth/identity.ts';
import { requireIdentity } from './bearer.ts';
import { boundedBody } from './json-body.ts';

/**
 * Of at most so many bytes. The token is looked at twice: here, so that nobody without a good one fills the relay's memory, and by the
 * route once the body came, since a body may take minutes.
 */
export const wholeBody = (verify: VerifyToken, most: number): MiddlewareHandler => {
  const bounded = boundedBody(most);
  return async (context, next) => {
    await requireIdentity(context.req.header('authorization'), verify);
    return bounded(context, async () => {
      // Kept by the request, for whoever reads it.
      await context.req.text();
      await next();
    });
  };
};
