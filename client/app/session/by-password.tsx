/** Somebody who shows their password, or is led to the identity provider where that signs people in (rules SIGN-1 and OIDC-8). */
import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { signInBy } from './account-api.ts';
import { ByProvider } from './by-provider.tsx';
import { describeRefusedEntry } from './describe-entry.ts';
import { NotEncrypted } from './not-encrypted.tsx';
import type { Session, TabShelf } from './sessions.ts';
import { SignInCard } from './sign-in-card.tsx';
import { useProvider } from './use-provider.ts';
import classes from './sign-in.module.css';

interface ByPasswordProps {
  readonly person?: Session;
  readonly told: string;
  readonly tab: TabShelf;
  readonly enter: (session: Session) => void;
  readonly back: (() => void) | undefined;
}

export function ByPassword({ person, told, tab, enter, back }: ByPasswordProps) {
  const [shop, setShop] = useState(person?.shop ?? shopInAddress());
  const [user, setUser] = useState(person?.user ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(told);
  const provider = useProvider();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    const answer = await signInBy(shop, user, password);
    setBusy(false);
    if (answer.as === 'entered') return enter(answer.session);
    const isElsewhere = answer.as === 'refused' && answer.why === 'not-found';
    setProblem(
      isElsewhere ? 'This relay has no passwords: people sign in elsewhere.' : describeRefusedEntry(answer),
    );
    if (answer.as === 'refused') setPassword('');
  };
  if (provider !== undefined)
    return <ByProvider provider={provider} person={person} told={told} tab={tab} back={back} />;
  return (
    <SignInCard says={person ? `${person.name}, your password` : 'Sign in to your shop'}>
      <NotEncrypted />
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        {!person && (
          <>
            <TextInput
              label="Shop"
              name="organization"
              autoCapitalize="none"
              autoCorrect="off"
              required
              withAsterisk={false}
              value={shop}
              onChange={(event) => setShop(event.currentTarget.value)}
            />
            <TextInput
              label="User name"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              autoCorrect="off"
              required
              withAsterisk={false}
              value={user}
              onChange={(event) => setUser(event.currentTarget.value)}
            />
          </>
        )}
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          autoFocus={person !== undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {problem !== '' && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Button type="submit" size="md" loading={busy}>
          Sign in
        </Button>
        {back && (
          <Button variant="subtle" onClick={back}>
            Back to whoever was here
          </Button>
        )}
        <p className="quiet small">No password yet, or forgotten? A manager of your shop makes you a link.</p>
      </form>
    </SignInCard>
  );
}

/** A link into a shop says which one. */
const shopInAddress = (): string => {
  const [, shop = ''] = window.location.pathname.split('/');
  return shop === 'invite' ? '' : shop;
};
