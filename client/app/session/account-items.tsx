/** What somebody with an account finds in their menu beside the rest: their password, PIN and devices, and the way out. */
import { Menu } from '@mantine/core';
import { IconDeviceTabletOff, IconKey } from '@tabler/icons-react';
import { accountTitle } from './account-title.ts';
import type { Session } from './sessions.ts';

export type AccountDialogName = 'account' | 'sign-out';

interface AccountItemsProps {
  readonly session: Session;
  readonly open: (name: AccountDialogName) => void;
}

export function AccountItems({ session, open }: AccountItemsProps) {
  return (
    <>
      <Menu.Item leftSection={<IconKey size={18} />} onClick={() => open('account')}>
        {accountTitle(session)}
      </Menu.Item>
      <Menu.Item leftSection={<IconDeviceTabletOff size={18} />} onClick={() => open('sign-out')}>
        Sign out of this device
      </Menu.Item>
    </>
  );
}
