/** The dialog that an item of somebody's menu opened. */
import type { Account } from './account-context.ts';
import type { AccountDialogName } from './account-items.tsx';
import { MyAccount } from './my-account.tsx';
import { SignOut } from './sign-out.tsx';

interface AccountDialogProps {
  readonly name: AccountDialogName;
  readonly account: Account;
  readonly close: () => void;
}

export function AccountDialog({ name, account, close }: AccountDialogProps) {
  if (name === 'account') return <MyAccount account={account} close={close} />;
  return <SignOut close={close} signOut={account.signOut} />;
}
