/** Somebody whose password is asked for elsewhere, by a page that is not ours (rule OIDC-8). */
import { Alert, Button } from '@mantine/core';
import { NotEncrypted } from './not-encrypted.tsx';
import { ProviderButton } from './provider-button.tsx';
import type { Session, TabShelf } from './sessions.ts';
import { SignInCard } from './sign-in-card.tsx';

interface ByProviderProps {
  readonly provider: string;
  readonly person: Session | undefined;
  readonly told: string;
  readonly tab: TabShelf;
  readonly back: (() => void) | undefined;
}

export function ByProvider({ provider, person, told, tab, back }: ByProviderProps) {
  return (
    <SignInCard says={person ? `${person.name}, sign in again` : 'Sign in to your shop'}>
      <NotEncrypted />
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
