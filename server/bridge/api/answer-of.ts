/** One request of the legacy API and what came of it, within a bound on its time. What an answer means is for whoever asked. */
import type { Time } from '../../../shared/lib/time.ts';
import { Trouble } from './legacy-api.ts';

/** As the platform's `fetch`; a test answers without sockets. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Asking {
  /** With what is before all paths: `https://shop.example/api`. */
  readonly address: string;
  readonly fetch: Fetch;
  readonly time: Pick<Time, 'after'>;
  /** How long one request may take, in milliseconds. */
  readonly within?: number;
  readonly userAgent?: string;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly token?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** @param noAnswer what it is to whoever asks that there was none, with the reason in a few words @throws what that says */
export async function answerOf(
  { address, fetch, time, within = 30_000, userAgent = 'Solder-Bridge' }: Asking,
  { method, path, body, token }: Asked,
  noAnswer: (why: string) => Trouble,
): Promise<Answer> {
  const stop = new AbortController();
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = time.after(within, () => {
      stop.abort();
      reject(noAnswer('no answer in time'));
    });
  });
  const asking = async (): Promise<Answer> => {
    const response = await fetch(address + path, {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': userAgent,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: stop.signal,
      redirect: 'manual',
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      text: await response.text(),
    };
  };
  try {
    return await Promise.race([asking(), late]);
  } catch (error) {
    throw error instanceof Trouble ? error : noAnswer(whyCut(error));
  } finally {
    cancel?.();
  }
}

/** The platform says "fetch failed", and why in the cause. */
function whyCut(error: unknown): string {
  if (!(error instanceof Error)) return 'cut off';
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return code === '' ? error.message : `nothing answers there (${code})`;
}

/** What an answer says as JSON: undefined for what is none; an empty body is an empty answer. */
export function jsonOf({ text }: Answer): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
