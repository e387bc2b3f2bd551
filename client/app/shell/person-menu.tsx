/** Who is at this device: their name and role, light or dark, and handing the device to somebody else. */
import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLogout, IconUsers } from '@tabler/icons-react';
import { useDevice } from '../device.ts';
import { colorOf } from '../people/color-of.ts';
import { pagePath } from '../route.ts';
import { goTo } from '../use-route.ts';
import { initials, inWords } from '../words.ts';
import classes from './person-menu.module.css';

const schemes = ['light', 'auto', 'dark'] as const;

export function PersonMenu({ leave }: { leave: () => void }) {
  const { replica } = useDevice();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { id, name, role } = replica.user;
  return (
    <Menu width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.me ?? ''} aria-label={`${name}, ${inWords(role)}: menu`}>
          <span className={classes.name} aria-hidden="true">
            {name}
          </span>
          <span className="face" style={{ backgroundColor: colorOf(id) }} aria-hidden="true">
            {initials(name)}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name} · {inWords(role)}
        </Menu.Label>
        <div className={classes.scheme}>
          <SegmentedControl
            fullWidth
            aria-label="Appearance"
            value={colorScheme}
            onChange={setColorScheme}
            data={schemes.map((value) => ({ value, label: inWords(value) }))}
          />
        </div>
        <Menu.Item leftSection={<IconUsers size={18} />} onClick={() => goTo(pagePath(replica.shop, 'team'))}>
          Team
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={18} />} onClick={leave}>
          Switch person
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
