/** Choosing who is at this device. Who was here before can go on without a network (rule APP-1). */
import { Alert, UnstyledButton } from '@mantine/core';
import { Suspense, useEffect, useState } from 'react';
import { Boundary } from '../failure/boundary.tsx';
import { lazyPart } from '../failure/lazy-part.tsx';
import { AllFailed } from '../failure/page-failed.tsx';
import { initials, inWords } from '../words.ts';
import { colorOf } from '../people/color-of.ts';
import { demoSession, demoUsers, type DemoUser } from './demo-api.ts';
import { demoWords } from './demo-words.ts';
import type { Session, Shelf, TabShelf } from './sessions.ts';
import { SignInCard } from './sign-in-card.tsx';
import classes from './sign-in.module.css';

interface SignInProps {
  readonly known: readonly Session[];
  /** Who has to show their password again. */
  readonly asked: Session | undefined;
  readonly shelf: Shelf;
  readonly tab: TabShelf;
  readonly enter: (session: Session) => void;
}

type Offered = Pick<Session, 'shop' | 'user' | 'name' | 'role'>;

const asOffered = ({ id, name, role, shop }: DemoUser): Offered => ({ shop, user: id, name, role });

/** Where the relay has no demo, and for whoever has an account: a part of its own, which a demo never fetches. */
const AccountSignIn = lazyPart(() => import('./account-sign-in.tsx').then((part) => part.AccountSignIn));

export function SignIn({ known, asked, shelf, tab, enter }: SignInProps) {
  const isAccount = known.some(({ by }) => by === 'account');
  const [users, setUsers] = useState<readonly Offered[] | 'asking' | 'none' | 'away'>(
    isAccount ? 'none' : 'asking',
  );
  const [problem, setProblem] = useState('');
  useEffect(() => {
    if (isAccount) return undefined;
    let gone = false;
    const ask = async (): Promise<void> => {
      const found = await demoUsers();
      if (!gone) setUsers(typeof found === 'string' ? found : found.map(asOffered));
    };
    void ask();
    return () => {
      gone = true;
    };
  }, [isAccount]);
  if (users === 'none') {
    const people = known.filter(({ by }) => by === 'account');
    return (
      <Boundary instead={AllFailed}>
        <Suspense fallback={<p className="quiet pad">Opening…</p>}>
          <AccountSignIn known={people} asked={asked} shelf={shelf} tab={tab} enter={enter} />
        </Suspense>
      </Boundary>
    );
  }
  const offered = typeof users === 'string' ? known : users;
  const choose = async ({ shop, user }: Offered): Promise<void> => {
    const kept = known.find((session) => session.shop === shop && session.user === user);
    const session = (await demoSession(shop, user)) ?? kept;
    if (session) enter(session);
    else setProblem('The relay cannot be reached, and this person has not been at this device before.');
  };
  const shops = Map.groupBy(offered, ({ shop }) => shop);
  return (
    <SignInCard says="Who is at this device?">
      {Array.isArray(users) && (
        <Alert color="yellow" data-testid="demo">
          {demoWords}
        </Alert>
      )}
      {users === 'asking' && offered.length === 0 && <p className="quiet">Asking the relay…</p>}
      {users === 'away' && (
        <Alert color="yellow" role="status">
          {known.length > 0
            ? 'The relay cannot be reached. These people have been here before and can go on.'
            : 'The relay cannot be reached, and nobody has signed in on this device yet.'}
        </Alert>
      )}
      {[...shops].map(([shop, people]) => (
        <section key={shop} aria-label={`Shop ${shop}`}>
          {shops.size > 1 && <h2>{inWords(shop)}</h2>}
          <ul className={classes.people}>
            {people.map((person) => (
              <li key={`${person.shop}/${person.user}`}>
                <UnstyledButton
                  className={classes.person ?? ''}
                  data-user={person.user}
                  onClick={() => void choose(person)}
                >
                  <span className="face" style={{ backgroundColor: colorOf(person.user) }} aria-hidden="true">
                    {initials(person.name)}
                  </span>
                  <span className="grow">{person.name}</span>
                  <span className="quiet small">{inWords(person.role)}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {problem !== '' && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
    </SignInCard>
  );
}
