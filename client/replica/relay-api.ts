/**
 * What lives on the relay alone and is asked for over HTTP: history, edits that were written back, passcodes. A port, so that pages
 * know neither addresses of hosts nor tokens. Each call is one request, with one more when the token was refused.
 */
import type { Time } from '../../shared/lib/time.ts';

/** Why there is no answer: a closed list. */
export type RelayTrouble =
  /** No relay within reach, no answer in time, or an answer that is none of a relay's. */
  | 'offline'
  /** This person may not do that, or not as whom they are signed in. */
  | 'forbidden'
  /** It is not there, or may not be read. */
  | 'not-found'
  /** It is not as the request takes it to be: somebody was first. */
  | 'conflict'
  /** It was there, and cannot be had any more. */
  | 'gone'
  /** What was sent is not taken, however often it is sent. */
  | 'invalid'
  /** The relay is there and could not. */
  | 'failed';

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly trouble: RelayTrouble;

  constructor(trouble: RelayTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

export interface RelayApi {
  /** @param path below the shop. @throws NoAnswer, and what `signal` was aborted with */
  get(path: string, signal?: AbortSignal): Promise<unknown>;
  /** @throws NoAnswer, as those below do */
  post(path: string, body?: unknown): Promise<unknown>;
  put(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

export interface HttpRelayOptions {
  /** The relay's address, without a path. */
  readonly url: string;
  readonly shop: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly getToken: (refused: boolean) => Promise<string>;
  readonly time: Time;
}

/** How long a request may take, in milliseconds. */
const patience = 15_000;

export class HttpRelayApi implements RelayApi {
  readonly #options: HttpRelayOptions;

  constructor(options: HttpRelayOptions) {
    this.#options = options;
  }

  get(path: string, signal?: AbortSignal): Promise<unknown> {
    return this.#ask(path, { method: 'GET' }, signal);
  }

  post(path: string, body: unknown = {}): Promise<unknown> {
    return this.#send('POST', path, body);
  }

  put(path: string, body: unknown): Promise<unknown> {
    return this.#send('PUT', path, body);
  }

  delete(path: string): Promise<unknown> {
    return this.#ask(path, { method: 'DELETE' });
  }

  #send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<unknown> {
    const headers = { 'Content-Type': 'application/json' };
    return this.#ask(path, { method, headers, body: JSON.stringify(body) });
  }

  async #ask(path: string, init: RequestInit, signal?: AbortSignal): Promise<unknown> {
    const cut = new AbortController();
    const stop = (): void => cut.abort();
    const cancel = this.#options.time.after(patience, stop);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      const response = await this.#asked(path, { ...init, signal: cut.signal });
      if (!response.ok) throw new NoAnswer(troubleOf(response.status));
      return await response.json();
    } catch (error) {
      signal?.throwIfAborted();
      // What fetch and a portal's page throw says no more than that no relay answered (fault 14).
      throw error instanceof NoAnswer ? error : new NoAnswer('offline');
    } finally {
      cancel();
      signal?.removeEventListener('abort', stop);
    }
  }

  async #asked(path: string, init: RequestInit): Promise<Response> {
    const { url, shop, fetch, getToken } = this.#options;
    const once = async (refused: boolean): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('Authorization', `Bearer ${await getToken(refused)}`);
      return fetch(`${url}/api/shops/${shop}/${path}`, { ...init, cache: 'no-store', headers });
    };
    const response = await once(false);
    if (response.status !== 401) return response;
    await response.body?.cancel().catch(() => undefined);
    return once(true);
  }
}

function troubleOf(status: number): RelayTrouble {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 410) return 'gone';
  if (status === 409) return 'conflict';
  return [400, 413, 415, 422].includes(status) ? 'invalid' : 'failed';
}
