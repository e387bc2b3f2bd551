/**
 * The token of somebody who is signed in, kept fresh (rules TOKEN-1 to TOKEN-3): asked for when there is none, when it is nearly
 * over by this device's own clock, and when the relay refused it. In memory only.
 */
import type { Time } from '../../../shared/lib/time.ts';
import type { Entering } from './entering.ts';
import type { Session } from './sessions.ts';
import type { GetToken } from './tokens.ts';

export interface AccountTokensOptions {
  readonly session: Session;
  readonly time: Time;
  /** Keeps what came with a fresh token: name, role, whether there is a PIN. */
  readonly keep: (session: Session) => void;
  readonly refresh: (session: Session) => Promise<Entering>;
  /** Runs something while no other tab does the same. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

/** No relay within reach, or one that is busy: to be tried again, and no reason to sign in. */
export class NoToken extends Error {
  override readonly name = 'NoToken';
}

/** A token that is over in less than this is not begun with. */
const spare = 30_000;

export function accountTokens({ session, time, keep, refresh, alone }: AccountTokensOptions): GetToken {
  let { token } = session;
  let until = token === '' ? 0 : time.now() + (session.lasts ?? 0);
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const answer = await alone(() => refresh(session));
    if (answer.as === 'away' || (answer.as === 'refused' && answer.why === 'too-many-requests')) {
      throw new NoToken('no relay answers');
    }
    // This device is not signed in any more: the relay says so to the old one, and the page then asks a person.
    if (answer.as === 'refused') return token;
    ({ token } = answer.session);
    until = time.now() + (answer.session.lasts ?? 0);
    keep(answer.session);
    return token;
  }

  return async (refused) => {
    if (!refused && token !== '' && time.now() < until - spare) return token;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
