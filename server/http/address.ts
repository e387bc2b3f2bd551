/** From which address a request came, for counting tries. Behind a proxy of this machine it is whom that names last. */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

/** Empty where there is no connection, as in a test. */
export function addressOf(context: Context): string {
  const { incoming } = (context.env ?? {}) as { readonly incoming?: IncomingMessage };
  const direct = incoming?.socket?.remoteAddress ?? '';
  const isLocal = direct === '::1' || /^(::ffff:)?127\./.test(direct);
  if (!isLocal) return direct;
  // A proxy appends whom it heard; what stands before that may be anybody's invention.
  const forwarded = context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  return forwarded ? forwarded.slice(0, 64) : direct;
}
