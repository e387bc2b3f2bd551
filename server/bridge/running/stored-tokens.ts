/** A token that is kept in a file and renewed by the API's own way; whoever waits meanwhile gets the same one. */
import type { Time } from '../../../shared/lib/time.ts';
import { atPath } from '../mapping/at-path.ts';
import type { SignIn } from '../mapping/mapping.ts';
import type { Fetch, Tokens } from '../api/http-legacy-api.ts';
import { Trouble } from '../api/legacy-api.ts';
import type { StoredToken } from './bridge-files.ts';

export interface StoredTokensOptions {
  readonly address: string;
  readonly signIn: SignIn;
  readonly stored: StoredToken;
  readonly fetch: Fetch;
  readonly time: Pick<Time, 'after'>;
  /** How long a renewal may take, in milliseconds. */
  readonly within?: number;
  /** On disk when it resolves: the old one is dead by then. */
  readonly save: (token: StoredToken) => Promise<void>;
}

/** What is no answer to the renewal says nothing about the token: it is asked again. */
const unanswered = (path: string, why: string): Trouble => new Trouble('unreachable', `POST ${path}: ${why}`);

export function storedTokens({
  address,
  signIn,
  stored,
  fetch,
  time,
  within = 30_000,
  save,
}: StoredTokensOptions): Tokens {
  let now = stored;
  let renewing: Promise<string | undefined> | undefined;

  /** @throws Trouble `unreachable` */
  async function asked(path: string, sent: object): Promise<{ status: number; body: unknown }> {
    const stop = new AbortController();
    let cancel: (() => void) | undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = time.after(within, () => {
        stop.abort();
        reject(unanswered(path, 'no answer in time'));
      });
    });
    const answered = async (): Promise<{ status: number; body: unknown }> => {
      const answer = await fetch(address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(sent),
        signal: stop.signal,
        redirect: 'manual',
      });
      return { status: answer.status, body: await answer.json().catch(() => undefined) };
    };
    try {
      return await Promise.race([answered(), late]);
    } catch (error) {
      if (error instanceof Trouble) throw error;
      throw unanswered(path, error instanceof Error ? error.message : 'cut off');
    } finally {
      cancel?.();
    }
  }

  async function renew(): Promise<string | undefined> {
    const { renew: way } = signIn;
    if (!way || now.refreshToken === undefined) return undefined;
    const { status, body } = await asked(way.path, { [way.key]: now.refreshToken });
    if (status >= 500 || status === 429) throw unanswered(way.path, String(status));
    if (status >= 300) return undefined;
    const [token, refreshToken] = [atPath(body, way.token), atPath(body, way.next)];
    if (typeof token !== 'string') return undefined;
    now = { token, ...(typeof refreshToken === 'string' && { refreshToken }) };
    await save(now);
    return token;
  }

  return {
    current: () => now.token,
    async renew(old) {
      if (now.token !== old) return now.token;
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
  };
}
