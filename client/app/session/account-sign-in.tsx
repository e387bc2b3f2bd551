/** Signing in with an account: whoever was here before by their PIN, everybody by their password (rules SIGN-1 and PIN-3). */
import { Alert, Button, PasswordInput, TextInput, UnstyledButton } from '@mantine/core';
import { never } from '../../../shared/lib/assert.ts';
import { useEffect, useMemo, useState, type FormEvent } from 'react';
import { colorOf } from '../people/color-of.ts';
import { initials, inWords } from '../words.ts';
import { signInBy, unlockBy } from './account-api.ts';
import { providerName } from './provider-api.ts';
import { ProviderButton } from './provider-button.tsx';
import { comeBack } from './come-back.ts';
import { describeRefusedEntry } from './describe-entry.ts';
import { PinVerifier } from './pin-verifier.ts';
import type { Session, Shelf, TabShelf } from './sessions.ts';
import { SignInCard } from './sign-in-card.tsx';
import classes from './sign-in.module.css';

interface AccountSignInProps {
  readonly known: readonly Session[];
  /** Who has to show their password again, to begin with. */
  readonly asked: Session | undefined;
  readonly shelf: Shelf;
  readonly tab: TabShelf;
  readonly enter: (session: Session) => void;
}

type Shown =
  | { readonly as: 'people' }
  | { readonly as: 'pin'; readonly of: Session }
  /** `told` is why it is asked. */
  | { readonly as: 'password'; readonly of?: Session; readonly told?: string };

export function AccountSignIn({ known, asked, shelf, tab, enter }: AccountSignInProps) {
  const verifier = useMemo(() => new PinVerifier(shelf, window.crypto), [shelf]);
  const [shown, show] = useState<Shown>(
    asked ? { as: 'password', of: asked } : known.length > 0 ? { as: 'people' } : { as: 'password' },
  );
  const back = known.length > 0 ? (): void => show({ as: 'people' }) : undefined;
  switch (shown.as) {
    case 'people':
      return (
        <SignInCard says="Who is at this device?">
          <ul className={classes.people}>
            {known.map((person) => (
              <li key={`${person.shop}/${person.user}`}>
                <UnstyledButton
                  className={classes.person ?? ''}
                  data-user={person.user}
                  onClick={() => (person.pin ? show({ as: 'pin', of: person }) : enter(person))}
                >
                  <span className="face" style={{ backgroundColor: colorOf(person.user) }} aria-hidden="true">
                    {initials(person.name)}
                  </span>
                  <span className="grow">{person.name}</span>
                  <span className="quiet small">{inWords(person.shop)}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
          <Button variant="default" onClick={() => show({ as: 'password' })}>
            Somebody else
          </Button>
        </SignInCard>
      );
    case 'pin':
      return (
        <ByPin
          person={shown.of}
          verifier={verifier}
          enter={enter}
          back={back}
          askPassword={(told) => show({ as: 'password', of: shown.of, told })}
        />
      );
    case 'password':
      return (
        <ByPassword
          {...(shown.of && { person: shown.of })}
          told={shown.told ?? ''}
          tab={tab}
          enter={(session) => {
            if (!session.pin) verifier.forget(session);
            enter(session);
          }}
          back={back}
        />
      );
    default:
      return never(shown, 'a step of the sign-in');
  }
}

interface ByPinProps {
  readonly person: Session;
  readonly verifier: PinVerifier;
  readonly enter: (session: Session) => void;
  readonly askPassword: (told: string) => void;
  readonly back: (() => void) | undefined;
}

function ByPin({ person, verifier, enter, askPassword, back }: ByPinProps) {
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

interface ByPasswordProps {
  readonly person?: Session;
  readonly told: string;
  readonly tab: TabShelf;
  readonly enter: (session: Session) => void;
  readonly back: (() => void) | undefined;
}

function ByPassword({ person, told, tab, enter, back }: ByPasswordProps) {
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
      {!window.isSecureContext && (
        <Alert color="yellow">
          This address is not encrypted, and a browser keeps nobody signed in on it. Ask for one that begins
          with https.
        </Alert>
      )}
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

/** What the identity provider is called that signs people in here; undefined where passwords do, and until that is known. */
function useProvider(): string | undefined {
  const [provider, setProvider] = useState<string>();
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const name = await providerName();
      if (!gone) setProvider(name);
    };
    void ask();
    return () => {
      gone = true;
    };
  }, []);
  return provider;
}

interface ByProviderProps {
  readonly provider: string;
  readonly person: Session | undefined;
  readonly told: string;
  readonly tab: TabShelf;
  readonly back: (() => void) | undefined;
}

/** The password is asked for elsewhere, by a page that is not ours (rule OIDC-8). */
function ByProvider({ provider, person, told, tab, back }: ByProviderProps) {
  return (
    <SignInCard says={person ? `${person.name}, sign in again` : 'Sign in to your shop'}>
      {person && told === '' && (
        <p>What you had not sent is still here, and goes up once you are signed in.</p>
      )}
      {told !== '' && <Alert color="yellow">{told}</Alert>}
      <ProviderButton to={window.location.pathname} tab={tab} label={`Sign in with ${provider}`} />
      {back && (
        <Button variant="subtle" onClick={back}>
          Back to whoever was here
        </Button>
      )}
    </SignInCard>
  );
}

/** A link into a shop says which one. */
const shopInAddress = (): string => {
  const [, shop = ''] = window.location.pathname.split('/');
  return shop === 'invite' ? '' : shop;
};
