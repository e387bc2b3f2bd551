/** What `main` hands to the page. */
import type { Time } from '../../shared/lib/time.ts';
import type { Files } from '../replica/files/types.ts';
import type { RelayApi } from '../replica/relay-api.ts';
import type { Replica } from '../replica/types.ts';
import type { KeptDrafts } from './drafts/kept-drafts.ts';
import type { Departures } from './session/departures.ts';
import type { Session, Sessions } from './session/sessions.ts';
import type { GetToken } from './session/tokens.ts';

export interface Started {
  readonly replica: Replica;
  readonly files: Files;
  readonly relay: RelayApi;
}

/** `getToken(refused)` answers a token for the session's user; a refused one is replaced if the relay is there. */
export type StartReplica = (session: Session, getToken: GetToken) => Promise<Started>;

export interface AppProps {
  readonly sessions: Sessions;
  readonly tokens: (session: Session, keep: (session: Session) => void) => GetToken;
  readonly departures: Departures;
  readonly startReplica: StartReplica;
  readonly time: Time;
  /** Keeps what is being typed, for the shop and user named. */
  readonly keepDrafts: (scope: string) => KeptDrafts;
}
