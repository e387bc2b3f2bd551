/** A person in their shop: starts and stops their replica, and shows the shop once it is open. */
import { Button } from '@mantine/core';
import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { parseEntityKey } from '../../shared/lib/ids.ts';
import type { AppProps, Started } from './app-props.ts';
import { DeviceContext, type Device } from './device.ts';
import { Drafts } from './drafts/drafts.ts';
import type { KeptDrafts } from './drafts/kept-drafts.ts';
import { recoverDrafts } from './drafts/recover-drafts.ts';
import { Boundary } from './failure/boundary.tsx';
import { describeStartFailure } from './failure/describe-failure.ts';
import { Failed } from './failure/failed.tsx';
import { ShopFailed } from './failure/page-failed.tsx';
import { AccountContext, type Account } from './session/account-context.ts';
import type { Session } from './session/sessions.ts';
import { ShopPage } from './shell/shop-page.tsx';

interface InShopProps extends AppProps {
  readonly session: Session;
  readonly leave: () => void;
  readonly signInAgain: (session: Session) => void;
  readonly signOut: (session: Session) => void;
  /** Is handed the end of what this session had open. */
  readonly stopped: (done: Promise<void>) => void;
  /** Starts it anew, after it did not start. */
  readonly again: () => void;
}

export function InShop(given: InShopProps) {
  const { session, sessions, tokens, startReplica, keepDrafts, time, leave, again } = given;
  const { signInAgain, signOut, stopped } = given;
  const [known, setKnown] = useState(session);
  const keep = useCallback(
    (fresh: Session): void => {
      sessions.renew(fresh);
      setKnown(fresh);
    },
    [sessions],
  );
  const getToken = useMemo(() => tokens(session, keep), [tokens, session, keep]);
  const ended = useRef(stopped);
  const drafts = useMemo(() => new Drafts(), []);
  const [begun, setBegun] = useState<Started & { readonly kept: KeptDrafts }>();
  const [failure, setFailure] = useState<{ readonly error: unknown }>();
  useEffect(() => {
    let left = false;
    const kept = keepDrafts(`${session.shop}/${session.user}`);
    const starting = startReplica(session, getToken);
    const tellStopped = ended.current;
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
      tellStopped(stopStarted(starting));
    };
    // A session is one replica for as long as it lasts; its parts never change under it.
  }, [session, getToken, startReplica, keepDrafts, drafts]);
  const account = useMemo<Account | null>(
    () =>
      session.by === 'account'
        ? { session: known, getToken, keep, shelf: sessions.shelf, signOut: () => signOut(session) }
        : null,
    [session, sessions, known, getToken, keep, signOut],
  );
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
        <AccountContext value={account}>
          <ShopPage
            leave={leave}
            signInAgain={() => {
              if (session.by === 'account') signInAgain(session);
              else void device.replica.syncNow().catch(() => undefined);
            }}
          />
        </AccountContext>
      </Boundary>
    </DeviceContext>
  );
}

/** What did not start has nothing to stop. */
async function stopStarted(starting: Promise<Started>): Promise<void> {
  const started = await starting.catch(() => undefined);
  await Promise.all([started?.files.stop(), started?.replica.stop()]);
}
