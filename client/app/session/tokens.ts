/** The tokens of somebody who is signed in, of either kind: the demo asks nobody who they are, an account renews its own. */
import type { Time } from '../../../shared/lib/time.ts';
import { demoSession } from './demo-api.ts';
import type { Session } from './sessions.ts';

/** `refused` tells that the relay did not take the one before. */
export type GetToken = (refused: boolean) => Promise<string>;

type Keep = (session: Session) => void;

export function tokensOf(session: Session, keep: Keep, time: Time, locks: LockManager | undefined): GetToken {
  if (session.by !== 'account') return demoTokens(session, keep);
  let tokens: Promise<GetToken> | undefined;
  // A part of its own, which a demo never fetches; one that did not come is no token for now.
  const load = async (): Promise<GetToken> => {
    const [{ accountTokens }, { refreshSession }] = await Promise.all([
      import('./account-tokens.ts'),
      import('./entering.ts'),
    ]);
    const name = `solder-session/${session.shop}/${session.user}`;
    const alone = <T>(work: () => Promise<T>): Promise<T> => (locks ? locks.request(name, work) : work());
    return accountTokens({ session, time, keep, refresh: refreshSession, alone });
  };
  return async (refused) => {
    tokens ??= load().catch((error: unknown) => {
      tokens = undefined;
      throw error;
    });
    return (await tokens)(refused);
  };
}

function demoTokens(session: Session, keep: Keep): GetToken {
  let { token } = session;
  return async (refused) => {
    const fresh = refused ? await demoSession(session.shop, session.user) : undefined;
    if (!fresh) return token;
    keep(fresh);
    ({ token } = fresh);
    return token;
  };
}
