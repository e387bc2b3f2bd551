/** What is shown to whoever has no token: how to get one, and why the one that they had is over. */
import { Code, CopyButton, Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import classes from './operator.module.css';

const command = 'npx -y pnpm@12 -s solder operator link';

export function SignInPage({ why }: { readonly why: string | undefined }) {
  return (
    <main className={classes.signIn}>
      <div className={classes.card}>
        <IconKey size={28} aria-hidden="true" className={classes.accent} />
        <h1>The relay’s dashboard</h1>
        {why && (
          <p role="alert" className={classes.warn}>
            {why}
          </p>
        )}
        <p>
          It opens with a link that is made on the relay’s machine, in the folder of Solder, by the user that
          the relay runs as:
        </p>
        <div className={classes.command}>
          <Code className={classes.code ?? ''}>{command}</Code>
          <CopyButton value={command}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </div>
        <p className="quiet">
          The link is good once, for ten minutes, and this tab then stays signed in for twelve hours at most.
          It is for whoever looks after the relay; people of a shop sign in <a href="/">on the shop’s page</a>
          .
        </p>
      </div>
    </main>
  );
}
