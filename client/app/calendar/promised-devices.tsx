/** The devices that are promised for a day: how many, and on a click which. */
import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconDeviceMobile } from '@tabler/icons-react';
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { dayText, type Day } from '../days.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { StatusPill } from '../parts/status-pill.tsx';
import { recordPath } from '../route.ts';
import { goTo } from '../use-route.ts';
import { counted } from '../words.ts';
import classes from './calendar.module.css';

const deviceKind = must(kindNamed('device'), 'a schema without devices');
const mostListed = 30;

interface PromisedProps {
  readonly rows: readonly Row[];
  readonly day: Day;
  readonly today: Day;
}

export function PromisedDevices({ rows, day, today }: PromisedProps) {
  const { replica } = useDevice();
  if (rows.length === 0) return null;
  return (
    <Menu position="bottom-start" width={290}>
      <Menu.Target>
        <UnstyledButton className={classes.promised ?? ''} data-late={day < today}>
          <IconDeviceMobile size={14} aria-hidden />
          <VisuallyHidden>
            {counted(rows.length, 'device')} ready by {dayText(day)}
          </VisuallyHidden>
          <span aria-hidden="true">{rows.length} ready by</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.list ?? ''}>
        <Menu.Label>Ready by {dayText(day)}</Menu.Label>
        {rows.slice(0, mostListed).map((row) => {
          const name = parseEntityKey(`device/${row.id}`);
          const { status } = row.fields;
          return (
            <Menu.Item key={row.id} onClick={() => name && goTo(recordPath(replica.shop, name))}>
              <span className={classes.device}>
                {titleOf(deviceKind, row)} {typeof status === 'string' && <StatusPill status={status} />}
              </span>
            </Menu.Item>
          );
        })}
        {rows.length > mostListed && <Menu.Label>and {rows.length - mostListed} more</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
