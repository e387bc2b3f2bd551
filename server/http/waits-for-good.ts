/**
 * Takes a request out of the limit on connections on which nothing moves (rule OPERATE-5): an operator's act says nothing until it is
 * done, and may take as long as it takes. The next request on the same connection has the limit again: Node sets it anew.
 */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

export function waitsForGood(context: Context): void {
  const { incoming } = (context.env ?? {}) as { readonly incoming?: IncomingMessage };
  incoming?.socket?.setTimeout(0);
}
