/** The card in the middle of the page on which somebody says who they are. */
import type { ReactNode } from 'react';
import classes from './sign-in.module.css';

export function SignInCard({ says, children }: { readonly says: string; readonly children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <img src="/icon.svg" alt="" width="40" height="40" />
          <div>
            <h1>Solder</h1>
            <p className="quiet">{says}</p>
          </div>
        </div>
        {children}
      </div>
    </main>
  );
}
