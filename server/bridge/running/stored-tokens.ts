/** A token that is kept in a file and renewed by the API's own way; whoever waits meanwhile gets the same one. */
import { atPath } from '../mapping/at-path.ts';
import type { SignIn } from '../mapping/mapping.ts';
import type { Fetch, Tokens } from '../api/http-legacy-api.ts';
import type { StoredToken } from './bridge-files.ts';

export interface StoredTokensOptions {
  readonly address: string;
  readonly signIn: SignIn;
  readonly stored: StoredToken;
  readonly fetch: Fetch;
  /** On disk when it resolves: the old one is dead by then. */
  readonly save: (token: StoredToken) => Promise<void>;
}

export function storedTokens({ address, signIn, stored, fetch, save }: StoredTokensOptions): Tokens {
  let now = stored;
  let renewing: Promise<string | undefined> | undefined;

  async function renew(): Promise<string | undefined> {
    const { renew: way } = signIn;
    if (!way || now.refreshToken === undefined) return undefined;
    const answer = await fetch(address + way.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ [way.key]: now.refreshToken }),
    });
    if (!answer.ok) return undefined;
    const body: unknown = await answer.json().catch(() => undefined);
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
