/** Signing in with an account: whoever was here before by their PIN, everybody by their password (rules SIGN-1 and PIN-3). */
import { Button, UnstyledButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { never } from '../../../shared/lib/assert.ts';
import { colorOf } from '../people/color-of.ts';
import { initials, inWords } from '../words.ts';
import { ByPassword } from './by-password.tsx';
import { ByPin } from './by-pin.tsx';
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
