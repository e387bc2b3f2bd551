/** A request's own connection, and its other end. */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

/** Undefined where there is none, as in a test. */
const socketOf = (context: Context): IncomingMessage['socket'] | undefined =>
  ((context.env ?? {}) as { readonly incoming?: IncomingMessage }).incoming?.socket;

/** Undefined where nobody knows. */
export const directAddress = (context: Context): string | undefined => socketOf(context)?.remoteAddress;

/** Lets this connection be silent until it is answered, however long that takes; the next request on it is as any other. */
export const holdOpen = (context: Context): void => void socketOf(context)?.setTimeout(0);
