/** Somebody who comes back to a device that they are signed in on, by their PIN (rules PIN-1 and PIN-3). */
import { Alert, Button, PasswordInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { unlockBy } from './account-api.ts';
import { comeBack } from './come-back.ts';
import type { PinVerifier } from './pin-verifier.ts';
import type { Session } from './sessions.ts';
import { SignInCard } from './sign-in-card.tsx';
import classes from './sign-in.module.css';

interface ByPinProps {
  readonly person: Session;
  readonly verifier: PinVerifier;
  readonly enter: (session: Session) => void;
  readonly askPassword: (told: string) => void;
  readonly back: (() => void) | undefined;
}

export function ByPin({ person, verifier, enter, askPassword, back }: ByPinProps) {
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    const came = await comeBack(person, pin, { unlock: unlockBy, verifier });
    setBusy(false);
    setPin('');
    if (came.as === 'in') enter(came.session);
    else if (came.as === 'password')
      askPassword('The password is needed this time. What you had not sent is still here.');
    else if (came.as === 'suspended') setProblem('This shop is suspended. Ask whoever runs Solder for you.');
    else if (came.as === 'away')
      setProblem('The relay cannot be reached, and this device cannot check the PIN by itself.');
    else setProblem('That is not the PIN. After five wrong ones the password is needed.');
  };
  return (
    <SignInCard says={`${person.name}, your PIN`}>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <PasswordInput
          label="PIN"
          size="lg"
          inputMode="numeric"
          autoComplete="off"
          maxLength={8}
          autoFocus
          value={pin}
          onChange={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
        />
        {problem !== '' && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Button type="submit" size="md" loading={busy} disabled={pin.length < 4}>
          Go on
        </Button>
        <Button variant="default" onClick={() => askPassword('')}>
          Use the password
        </Button>
        {back && (
          <Button variant="subtle" onClick={back}>
            Somebody else
          </Button>
        )}
      </form>
    </SignInCard>
  );
}
