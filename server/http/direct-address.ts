/** The other end of a request's connection; undefined where there is none, as in a test. */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

export function directAddress(context: Context): string | undefined {
  const { incoming } = (context.env ?? {}) as { readonly incoming?: IncomingMessage };
  return incoming?.socket?.remoteAddress;
}
