/** The records that a person wants to stay on this device. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPinnedOff } from '@tabler/icons-react';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import classes from './kept.module.css';

/** This many are named, the rest are counted. */
const named = 50;

export function Pinned() {
  const { replica } = useDevice();
  const pinned = replica.keeping.pinned().flatMap((key) => parseEntityKey(key) ?? []);
  return (
    <>
      <h3 className={classes.heading}>Pinned</h3>
      {pinned.length === 0 ? (
        <p className="quiet small">
          Nothing. “Keep on this device” in the menu of a record makes it stay whatever else goes.
        </p>
      ) : (
        <ul className={classes.lines} aria-label="Pinned">
          {pinned.slice(0, named).map((name) => {
            const kind = kinds.get(name.kind);
            const title = kind
              ? titleOf(kind, replica.row(name) ?? { id: name.id, fields: {} }, replica)
              : `${name.kind} ${name.id}`;
            return (
              <li key={`${name.kind}/${name.id}`}>
                <Link className="record-link grow" href={recordPath(replica.shop, name)}>
                  {kind?.label ?? name.kind}: {title}
                </Link>
                <Tooltip label="Need not stay">
                  <ActionIcon
                    variant="default"
                    aria-label={`${title} need not stay on this device`}
                    onClick={() => void replica.keeping.pin(name, false).catch(() => undefined)}
                  >
                    <IconPinnedOff size={18} aria-hidden="true" />
                  </ActionIcon>
                </Tooltip>
              </li>
            );
          })}
        </ul>
      )}
      {pinned.length > named && <p className="quiet small">and {pinned.length - named} more</p>}
    </>
  );
}
