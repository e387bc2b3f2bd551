/** Where an invitation leads: its person chooses a password and is in (rule SIGN-1). */
import { Alert, Button, PasswordInput } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import { inWords } from '../words.ts';
import { acceptInvitation, readInvitation, type Invited } from './account-api.ts';
import { describeRefusedEntry } from './describe-entry.ts';
import type { Session } from './sessions.ts';
import { SignInCard } from './sign-in-card.tsx';
import classes from './sign-in.module.css';

interface InvitePageProps {
  readonly code: string;
  readonly enter: (session: Session) => void;
  /** To the ordinary sign-in. */
  readonly leave: () => void;
}

export function InvitePage({ code, enter, leave }: InvitePageProps) {
  const [invited, setInvited] = useState<Invited | 'asking' | 'none' | 'away'>('asking');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const found = await readInvitation(code);
      if (!gone) setInvited(found);
    };
    void ask();
    return () => {
      gone = true;
    };
  }, [code]);
  const askAgain = async (): Promise<void> => {
    setInvited('asking');
    setInvited(await readInvitation(code));
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (password !== again) return setProblem('The two are not the same.');
    setBusy(true);
    setProblem('');
    const answer = await acceptInvitation(code, password);
    setBusy(false);
    if (answer.as === 'entered') return enter(answer.session);
    setProblem(describeRefusedEntry(answer));
  };
  if (invited === 'asking') return <SignInCard says="Looking at your invitation…">{null}</SignInCard>;
  if (typeof invited === 'string') {
    return (
      <SignInCard says="Your invitation">
        <Alert color={invited === 'away' ? 'yellow' : 'red'} role="alert">
          {invited === 'away'
            ? 'The relay cannot be reached. Try again once there is a network.'
            : 'This link was used, is over, or there is a newer one. Ask for another.'}
        </Alert>
        {invited === 'away' && <Button onClick={() => void askAgain()}>Try again</Button>}
        <Button variant="default" onClick={leave}>
          To the sign-in
        </Button>
      </SignInCard>
    );
  }
  return (
    <SignInCard says={`Welcome to ${inWords(invited.shop)}, ${invited.name}`}>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <p className="small">
          Your user name is <strong>{invited.user}</strong>. Choose a password of at least ten characters: a
          few words that belong to nobody else are good.
        </p>
        <input type="hidden" name="username" autoComplete="username" value={invited.user} readOnly />
        <PasswordInput
          label="Password"
          autoComplete="new-password"
          required
          withAsterisk={false}
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          label="The same again"
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        {problem !== '' && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Button type="submit" size="md" loading={busy}>
          Begin
        </Button>
      </form>
    </SignInCard>
  );
}
