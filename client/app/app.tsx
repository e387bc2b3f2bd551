/** The page as a whole: who is at this device, by a name, a PIN, a password or an invitation; then their shop. */
import { Suspense, useEffect, useRef, useState } from 'react';
import type { AppProps } from './app-props.ts';
import { Boundary } from './failure/boundary.tsx';
import { lazyPart } from './failure/lazy-part.tsx';
import { AllFailed } from './failure/page-failed.tsx';
import { InShop } from './in-shop.tsx';
import { LeavingFailed } from './session/leaving-failed.tsx';
import type { Session } from './session/sessions.ts';
import { readCameBack } from './session/provider-api.ts';
import { SignIn } from './session/sign-in.tsx';

export function App(given: AppProps) {
  return (
    <Boundary instead={AllFailed}>
      <Entered {...given} />
    </Boundary>
  );
}

const InvitePage = lazyPart(() => import('./session/invite-page.tsx').then((part) => part.InvitePage));

const CameBackPage = lazyPart(() => import('./session/came-back-page.tsx').then((part) => part.CameBackPage));

/** The code of an invitation, which stands where no browser sends it. */
const codeInAddress = (): string =>
  window.location.pathname === '/invite' ? window.location.hash.slice(1) : '';

/** What this device holds of whoever signed out: gone, going, or what takes it away could not be loaded. */
type Leaving = 'done' | 'going' | 'failed';

function Entered(given: AppProps) {
  const { sessions, departures } = given;
  const [session, setSession] = useState(() => sessions.current());
  const [attempt, setAttempt] = useState(1);
  const [code, setCode] = useState(codeInAddress);
  const [came, setCame] = useState(() => readCameBack(window.location.pathname, window.location.hash));
  const [asked, setAsked] = useState<Session>();
  const [leaving, setLeaving] = useState<Leaving>(() => (sessions.going().length > 0 ? 'going' : 'done'));
  const stopping = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    if (leaving !== 'going') return;
    // What was open of theirs is closed first.
    const finish = async (): Promise<void> => {
      await stopping.current.catch(() => undefined);
      await departures.finish();
      setLeaving('done');
    };
    void finish().catch(() => setLeaving('failed'));
  }, [leaving, departures]);
  useEffect(() => departures.tellWhenOnline(), [departures]);
  useEffect(
    () =>
      departures.hear((who) => {
        sessions.forget(who);
        setSession((now) => (now?.shop === who.shop && now.user === who.user ? undefined : now));
      }),
    [departures, sessions],
  );
  const enter = (entered: Session): void => {
    sessions.enter(entered);
    if (code !== '') window.history.replaceState(null, '', '/');
    setCode('');
    setAsked(undefined);
    setSession(entered);
  };
  const leave = (): void => {
    sessions.leave();
    setAsked(undefined);
    setSession(undefined);
  };
  const signInAgain = (known: Session): void => {
    sessions.leave();
    setAsked(known);
    setSession(undefined);
  };
  const signOut = (who: Session): void => {
    sessions.go(who);
    departures.tell(who);
    setAsked(undefined);
    setSession(undefined);
    setLeaving('going');
  };
  if (leaving === 'going') return <p className="quiet pad">Signing out…</p>;
  if (leaving === 'failed') return <LeavingFailed again={() => setLeaving('going')} />;
  if (code !== '') {
    const away = (): void => {
      window.history.replaceState(null, '', '/');
      setCode('');
    };
    return (
      <Suspense fallback={<p className="quiet pad">Opening…</p>}>
        <InvitePage code={code} enter={enter} leave={away} />
      </Suspense>
    );
  }
  if (came) {
    const goOn = (to: string): void => {
      window.history.replaceState(null, '', to);
      setCame(undefined);
    };
    return (
      <Suspense fallback={<p className="quiet pad">Opening…</p>}>
        <CameBackPage
          came={came}
          tab={sessions.tab}
          enter={(entered, to) => {
            enter(entered);
            goOn(to);
          }}
          leave={() => goOn('/')}
        />
      </Suspense>
    );
  }
  if (!session) {
    const { shelf, tab } = sessions;
    return <SignIn known={sessions.known()} asked={asked} shelf={shelf} tab={tab} enter={enter} />;
  }
  return (
    <InShop
      key={`${session.shop}/${session.user}/${attempt}`}
      {...given}
      session={session}
      leave={leave}
      signInAgain={signInAgain}
      signOut={signOut}
      stopped={(done) => {
        stopping.current = done;
      }}
      again={() => setAttempt(attempt + 1)}
    />
  );
}
