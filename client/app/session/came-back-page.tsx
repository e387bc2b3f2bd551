/** Where whoever signed in at an identity provider comes back to: in, or told why not (rule OIDC-8). */
import { Alert, Button } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { describeRefusedEntry } from './describe-entry.ts';
import type { Entering } from './entering.ts';
import { describeCameBack, enterCameBack, providerAddress, type CameBack } from './provider-api.ts';
import type { Session } from './sessions.ts';
import { SignInCard } from './sign-in-card.tsx';

interface CameBackPageProps {
  readonly came: CameBack;
  readonly enter: (session: Session, to: string) => void;
  /** To the ordinary sign-in. */
  readonly leave: () => void;
}

export function CameBackPage({ came, enter, leave }: CameBackPageProps) {
  const [problem, setProblem] = useState(came.as === 'refused' ? describeCameBack(came.why) : '');
  const answered = useEffectEvent((answer: Entering) => {
    if (answer.as === 'entered') enter(answer.session, came.to);
    else setProblem(describeRefusedEntry(answer));
  });
  useEffect(() => {
    if (came.as !== 'in') return undefined;
    let gone = false;
    const go = async (): Promise<void> => {
      const answer = await enterCameBack(came);
      if (!gone) answered(answer);
    };
    void go();
    return () => {
      gone = true;
    };
  }, [came]);
  if (problem === '') return <SignInCard says="Signing in…">{null}</SignInCard>;
  return (
    <SignInCard says="That did not work">
      <Alert color="red" role="alert">
        {problem}
      </Alert>
      <Button component="a" href={providerAddress(came.to)}>
        Try again
      </Button>
      <Button variant="default" onClick={leave}>
        To the sign-in
      </Button>
    </SignInCard>
  );
}
