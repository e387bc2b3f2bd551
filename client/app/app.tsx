/** The page as a whole: choose a person, then work in their shop. Starts and stops that person's replica. */
import { Button } from '@mantine/core';
import { startTransition, useEffect, useMemo, useState } from 'react';
import type { Time } from '../../shared/lib/time.ts';
import { parseEntityKey } from '../../shared/lib/ids.ts';
import type { Files } from '../replica/files/types.ts';
import type { RelayApi } from '../replica/relay-api.ts';
import type { Replica } from '../replica/types.ts';
import { DeviceContext, type Device } from './device.ts';
import { Drafts } from './drafts/drafts.ts';
import type { KeptDrafts } from './drafts/kept-drafts.ts';
import { recoverDrafts } from './drafts/recover-drafts.ts';
import { Boundary } from './failure/boundary.tsx';
import { describeStartFailure } from './failure/describe-failure.ts';
import { Failed } from './failure/failed.tsx';
import { AllFailed, ShopFailed } from './failure/page-failed.tsx';
import { demoSession } from './session/demo-api.ts';
import type { Session, Sessions } from './session/sessions.ts';
import { SignIn } from './session/sign-in.tsx';
import { ShopPage } from './shell/shop-page.tsx';

export interface Started {
  readonly replica: Replica;
  readonly files: Files;
  readonly relay: RelayApi;
}

/** `getToken(refused)` answers a token for the session's user; a refused one is replaced if the relay is there. */
export type StartReplica = (
  session: Session,
  getToken: (refused: boolean) => Promise<string>,
) => Promise<Started>;

interface AppProps {
  readonly sessions: Sessions;
  readonly startReplica: StartReplica;
  readonly time: Time;
  /** Keeps what is being typed, for the shop and user named. */
  readonly keepDrafts: (scope: string) => KeptDrafts;
}

export function App(given: AppProps) {
  return (
    <Boundary instead={AllFailed}>
      <Entered {...given} />
    </Boundary>
  );
}

function Entered(given: AppProps) {
  const { sessions } = given;
  const [session, setSession] = useState(() => sessions.current());
  const [attempt, setAttempt] = useState(1);
  const enter = (entered: Session): void => {
    sessions.enter(entered);
    setSession(entered);
  };
  const leave = (): void => {
    sessions.leave();
    setSession(undefined);
  };
  if (!session) return <SignIn known={sessions.known()} enter={enter} />;
  return (
    <InShop
      key={`${session.shop}/${session.user}/${attempt}`}
      {...given}
      session={session}
      leave={leave}
      again={() => setAttempt(attempt + 1)}
    />
  );
}

interface InShopProps extends AppProps {
  readonly session: Session;
  readonly leave: () => void;
  /** Starts it anew, after it did not start. */
  readonly again: () => void;
}

function InShop({ session, sessions, startReplica, keepDrafts, time, leave, again }: InShopProps) {
  const drafts = useMemo(() => new Drafts(), []);
  const [begun, setBegun] = useState<Started & { readonly kept: KeptDrafts }>();
  const [failure, setFailure] = useState<{ readonly error: unknown }>();
  useEffect(() => {
    let token = session.token;
    let left = false;
    const kept = keepDrafts(`${session.shop}/${session.user}`);
    const starting = startReplica(session, async (refused) => {
      if (!refused) return token;
      const fresh = await demoSession(session.shop, session.user);
      if (!fresh) return token;
      sessions.renew(fresh);
      token = fresh.token;
      return token;
    });
    const show = async (): Promise<void> => {
      const { replica, files, relay } = await starting;
      if (left) return;
      kept.start((found) => void recoverDrafts({ replica, drafts, kept }, found));
      replica.subscribePending(() => {
        kept.forgetSaved(drafts, (key) => {
          const name = parseEntityKey(key.slice(0, key.lastIndexOf('/')));
          return !name || replica.recordSync(name).step !== 'unsaved';
        });
      });
      // A first drawing of the whole page, in pieces between which keys and frames have their turn.
      startTransition(() => setBegun({ replica, files, relay, kept }));
    };
    const begin = async (): Promise<void> => {
      try {
        await show();
      } catch (error) {
        if (!left) setFailure({ error });
      }
    };
    void begin();
    return () => {
      left = true;
      drafts.commitAll();
      setBegun(undefined);
      kept.stop();
      void stopStarted(starting);
    };
    // A session is one replica for as long as it lasts; its parts never change under it.
  }, [session, sessions, startReplica, keepDrafts, drafts]);
  const device = useMemo<Device | undefined>(
    () => begun && { ...begun, time, drafts },
    [begun, time, drafts],
  );
  if (failure) {
    return (
      <Failed words={describeStartFailure(failure.error)}>
        <Button onClick={again}>Try again</Button>
        <Button variant="default" onClick={leave}>
          Switch person
        </Button>
      </Failed>
    );
  }
  if (!device) return <p className="quiet pad">Opening what this device holds…</p>;
  return (
    <DeviceContext value={device}>
      <Boundary instead={ShopFailed}>
        <ShopPage leave={leave} signInAgain={() => void device.replica.syncNow().catch(() => undefined)} />
      </Boundary>
    </DeviceContext>
  );
}

/** What did not start has nothing to stop. */
async function stopStarted(starting: Promise<Started>): Promise<void> {
  const started = await starting.catch(() => undefined);
  await Promise.all([started?.files.stop(), started?.replica.stop()]);
}
