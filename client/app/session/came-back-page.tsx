/** Where whoever signed in at an identity provider comes back to: in, or told why not (rules OIDC-8 and OIDC-11). */
import { Alert, Button } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { describeRefusedEntry } from './describe-entry.ts';
import { refreshSession, type Entering } from './entering.ts';
import { describeCameBack, whoCameBack, type CameBack } from './provider-api.ts';
import { ProviderButton } from './provider-button.tsx';
import type { Session, TabShelf } from './sessions.ts';
import { SignInCard } from './sign-in-card.tsx';

interface CameBackPageProps {
  readonly came: CameBack;
  readonly tab: TabShelf;
  readonly enter: (session: Session, to: string) => void;
  /** To the ordinary sign-in. */
  readonly leave: () => void;
}

/** The relay can be asked again who came where it did not answer: each try begins anew. */
export function CameBackPage(props: CameBackPageProps) {
  const [tries, setTries] = useState(1);
  return <CameBackTry key={tries} {...props} askAgain={() => setTries(tries + 1)} />;
}

function CameBackTry({ came, tab, enter, leave, askAgain }: CameBackPageProps & { askAgain: () => void }) {
  const [problem, setProblem] = useState(came.as === 'refused' ? describeCameBack(came.why) : '');
  const [away, setAway] = useState(false);
  /** Where to try again to; empty for who has nothing to try again. */
  const [again, setAgain] = useState(came.as === 'refused' ? came.to : '');
  const answered = useEffectEvent((answer: Entering, to: string) => {
    if (answer.as === 'entered') return enter(answer.session, to);
    setAgain(to);
    setProblem(describeRefusedEntry(answer));
  });
  useEffect(() => {
    if (came.as !== 'in') return undefined;
    let gone = false;
    const go = async (): Promise<void> => {
      const found = await whoCameBack(tab);
      if (found.as === 'refused') {
        setAway(found.why === 'relay-away');
        return setProblem(describeCameBack(found.why));
      }
      const answer = await refreshSession(found.who);
      if (!gone) answered(answer, found.to);
    };
    void go();
    return () => {
      gone = true;
    };
  }, [came, tab]);
  if (problem === '') return <SignInCard says="Signing in…">{null}</SignInCard>;
  return (
    <SignInCard says="That did not work">
      <Alert color="red" role="alert">
        {problem}
      </Alert>
      {away && (
        <Button size="md" onClick={askAgain}>
          Try again
        </Button>
      )}
      {again !== '' && <ProviderButton to={again} tab={tab} label="Try again" />}
      <Button variant="default" onClick={leave}>
        To the sign-in
      </Button>
    </SignInCard>
  );
}
