/** A token that is kept in a file and renewed by the API's own way; whoever waits meanwhile gets the same one. */
import { atPath } from '../mapping/at-path.ts';
import type { SignIn } from '../mapping/mapping.ts';
import { answerOf, jsonOf, type Asking } from '../api/answer-of.ts';
import type { Tokens } from '../api/http-legacy-api.ts';
import { Trouble } from '../api/legacy-api.ts';
import type { StoredToken } from './bridge-files.ts';

export interface StoredTokensOptions extends Asking {
  readonly signIn: SignIn;
  readonly stored: StoredToken;
  /** On disk when it resolves: the old one is dead by then. */
  readonly save: (token: StoredToken) => Promise<void>;
}

/** What is no answer to the renewal says nothing about the token: it is asked again. */
const unanswered = (path: string, why: string): Trouble => new Trouble('unreachable', `POST ${path}: ${why}`);

export function storedTokens({ signIn, stored, save, ...asking }: StoredTokensOptions): Tokens {
  let now = stored;
  let renewing: Promise<string | undefined> | undefined;

  /** @throws Trouble `unreachable` */
  async function renew(): Promise<string | undefined> {
    const { renew: way } = signIn;
    if (!way || now.refreshToken === undefined) return undefined;
    const asked = { method: 'POST', path: way.path, body: { [way.key]: now.refreshToken } };
    const answer = await answerOf(asking, asked, (why) => unanswered(way.path, why));
    const { status } = answer;
    if (status >= 500 || status === 429) throw unanswered(way.path, String(status));
    if (status >= 300) return undefined;
    const body = jsonOf(answer);
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
