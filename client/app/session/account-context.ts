/** What the page is handed of the account of whoever uses it; null for somebody of the demo, who has none. */
import { createContext, useContext } from 'react';
import type { Session, Shelf } from './sessions.ts';
import type { GetToken } from './tokens.ts';

export interface Account {
  readonly session: Session;
  readonly getToken: GetToken;
  readonly keep: (session: Session) => void;
  readonly shelf: Shelf;
  /** Takes what this device holds of them, and ends its sign-in. */
  readonly signOut: () => void;
}

export const AccountContext = createContext<Account | null>(null);

export const useAccount = (): Account | null => useContext(AccountContext);
