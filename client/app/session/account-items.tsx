/** What somebody with an account finds in their menu beside the rest: their password, PIN and devices, and the way out. */
import { Menu } from '@mantine/core';
import { IconDeviceTabletOff, IconKey } from '@tabler/icons-react';

export type AccountDialogName = 'account' | 'sign-out';

export function AccountItems({ open }: { readonly open: (name: AccountDialogName) => void }) {
  return (
    <>
      <Menu.Item leftSection={<IconKey size={18} />} onClick={() => open('account')}>
        Password, PIN and devices
      </Menu.Item>
      <Menu.Item leftSection={<IconDeviceTabletOff size={18} />} onClick={() => open('sign-out')}>
        Sign out of this device
      </Menu.Item>
    </>
  );
}
