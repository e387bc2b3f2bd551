/**
 * Each request has an id, which its answer carries (`X-Request-Id`) and every line of the log that is written for it (rule
 * START-7). What the work of a request begins and leaves behind, such as a socket or a round of a bridge, is not told as its own.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Log } from '../log.ts';

interface Request {
  readonly id: string;
  isOver: boolean;
}

const underWay = new AsyncLocalStorage<Request>();
export const requestIdHeader = 'X-Request-Id';
const longestId = 64;

declare module 'hono' {
  interface ContextVariableMap {
    readonly requestId: string;
  }
}

/** The id of the request for which something is done; undefined where it is for none, or that is answered. */
export function requestNow(): string | undefined {
  const request = underWay.getStore();
  return request && !request.isOver ? request.id : undefined;
}

/** The same log, with the id of the request for which a line is written. */
export const namingRequests =
  (log: Log): Log =>
  (level, event, about = {}) => {
    const request = requestNow();
    log(level, event, request === undefined ? about : { request, ...about });
  };

/** Runs the work of a request. @param asked what it calls itself, or a proxy calls it; taken where it is an id */
export async function withinRequest<T>(
  asked: string | undefined,
  work: (id: string) => Promise<T>,
): Promise<T> {
  const isId = asked !== undefined && asked.length <= longestId && /^[\w=-]+$/.test(asked);
  const request: Request = { id: isId ? asked : randomUUID(), isOver: false };
  try {
    return await underWay.run(request, () => work(request.id));
  } finally {
    request.isOver = true;
  }
}

/** Runs what is behind it within the request, and names it in the answer. */
export const identified: MiddlewareHandler = (context, next) =>
  withinRequest(context.req.header(requestIdHeader), async (id) => {
    context.set('requestId', id);
    await next();
    context.res.headers.set(requestIdHeader, id);
  });
