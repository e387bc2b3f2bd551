/** Who is at this device: their name and role, light or dark, and handing the device to somebody else. */
import { Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconLogout, IconUsers } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useDevice } from '../device.ts';
import { Boundary } from '../failure/boundary.tsx';
import { lazyPart } from '../failure/lazy-part.tsx';
import { BarFailed } from '../failure/page-failed.tsx';
import { useAccount } from '../session/account-context.ts';
import type { AccountDialogName } from '../session/account-items.tsx';
import { colorOf } from '../people/color-of.ts';
import { pagePath } from '../route.ts';
import { goTo } from '../use-route.ts';
import { initials, inWords } from '../words.ts';
import classes from './person-menu.module.css';

const AccountItems = lazyPart(() => import('../session/account-items.tsx').then((part) => part.AccountItems));
const AccountDialog = lazyPart(() =>
  import('../session/account-dialog.tsx').then((part) => part.AccountDialog),
);

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Light or dark as this device is set' },
] as const;

export function PersonMenu({ leave }: { leave: () => void }) {
  const { replica, drafts } = useDevice();
  const account = useAccount();
  const [dialog, setDialog] = useState<AccountDialogName>();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { id, name, role } = replica.user;
  return (
    <>
      <Menu width={240}>
        <Menu.Target>
          <UnstyledButton className={classes.me ?? ''}>
            <span className={classes.name} aria-hidden="true">
              {name}
            </span>
            <span className="face" style={{ backgroundColor: colorOf(id) }} aria-hidden="true">
              {initials(name)}
            </span>
            <VisuallyHidden>
              {name}, {inWords(role)}: menu
            </VisuallyHidden>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {name} · {inWords(role)}
          </Menu.Label>
          <Menu.RadioGroup value={colorScheme}>
            {schemes.map(({ value, label }) => (
              <Menu.RadioItem key={value} value={value} onChange={() => setColorScheme(value)}>
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconUsers size={18} />}
            onClick={() => goTo(pagePath(replica.shop, 'team'))}
          >
            Team
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={18} />} onClick={leave}>
            Switch person
          </Menu.Item>
          {account && (
            <Suspense>
              <AccountItems
                session={account.session}
                open={(name) => {
                  // What is being typed counts as unsent, too.
                  drafts.commitAll();
                  setDialog(name);
                }}
              />
            </Suspense>
          )}
        </Menu.Dropdown>
      </Menu>
      {account && dialog && (
        <Boundary instead={BarFailed}>
          <Suspense>
            <AccountDialog name={dialog} account={account} close={() => setDialog(undefined)} />
          </Suspense>
        </Boundary>
      )}
    </>
  );
}
