/** Sends one event to an address: bounded in time, in what is read of the answer, and in where it may lead (rules HOOK-4 and HOOK-5). */
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { leadsOut, NotPublic, publicLookup, type Lookup } from './public-address.ts';

/** What came of it. `error` is empty when it was taken. */
export interface Posted {
  /** 0 without an answer. */
  readonly status: number;
  readonly error: '' | 'status' | 'redirect' | 'timeout' | 'not-public' | 'connection';
}

export type PostEvent = (
  url: string,
  event: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
) => Promise<Posted>;

export interface PostOptions {
  /** Addresses of this machine and its network may be called, and without TLS: the operator says so. */
  readonly anywhere: boolean;
  /** Milliseconds until an answer has to begin. */
  readonly timeout?: number;
  readonly lookup?: Lookup;
}

const usualTimeout = 15_000;

export const createPostEvent =
  ({ anywhere, timeout = usualTimeout, lookup }: PostOptions): PostEvent =>
  (text, { headers, body }) =>
    new Promise<Posted>((resolve) => {
      const url = URL.parse(text);
      if (!url || !(anywhere || leadsOut(url))) return resolve({ status: 0, error: 'not-public' });
      const send = url.protocol === 'https:' ? secureRequest : plainRequest;
      const request = send(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': String(Buffer.byteLength(body)),
          'User-Agent': 'Solder-Webhooks/1',
          ...headers,
        },
        // A connection of its own: none is kept that a name led to at another time.
        agent: false,
        ...(!anywhere && { lookup: publicLookup(lookup) }),
        signal: AbortSignal.timeout(timeout),
      });
      request.on('response', (response) => {
        const status = response.statusCode ?? 0;
        // Nobody reads what is said beside the status, and it may be endless.
        response.destroy();
        if (status >= 200 && status < 300) resolve({ status, error: '' });
        else resolve({ status, error: status >= 300 && status < 400 ? 'redirect' : 'status' });
      });
      request.on('error', (error) => {
        if (error instanceof NotPublic) resolve({ status: 0, error: 'not-public' });
        else
          resolve({
            status: 0,
            error: error.name === 'TimeoutError' || error.name === 'AbortError' ? 'timeout' : 'connection',
          });
      });
      request.end(body);
    });
