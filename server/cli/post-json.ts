/**
 * One request to the relay on this machine. Over `node:http` and not `fetch`, which gives up after five minutes without an answer:
 * an import or a removal says nothing until it is done (rule OPERATE-5).
 */
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body: IncomingMessage;
}

/** Nobody listens there, or whoever does is no relay: nothing was asked. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

/** The connection ended after it was asked: whether it was done is not known. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

/** Waits for as long as it takes. @throws NotAsked, NotAnswered */
export function postJson(url: URL, token: string, body: unknown): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Content-Length': bytes.length,
  };
  // A connection of its own: one that was kept could be closed by the relay at the very moment it is used again.
  const asking = request(url, { method: 'POST', headers, agent: false });
  let isConnected = false;
  asking.once('socket', (socket) => socket.once('connect', () => (isConnected = true)));
  asking.once('response', (answer) => resolve({ status: answer.statusCode ?? 0, body: answer }));
  asking.once('error', (cause) =>
    reject(isConnected ? new NotAnswered(cause.message, { cause }) : new NotAsked(cause.message, { cause })),
  );
  asking.end(bytes);
  return promise;
}

/** What it says; undefined when it is no JSON. @throws NotAnswered when it breaks off */
export async function jsonOf({ body }: Answer): Promise<unknown> {
  const said = await text(body).catch((cause: unknown) => {
    throw new NotAnswered('the answer broke off', { cause });
  });
  try {
    return JSON.parse(said) as unknown;
  } catch {
    return undefined;
  }
}
