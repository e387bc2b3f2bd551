/** The menu of a card: where it may go, who is on it, whose it is. One for the whole board, at the card that asked. */
import { Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowRight,
  IconExternalLink,
  IconHandStop,
  IconUser,
  IconUserOff,
} from '@tabler/icons-react';
import { useDevice } from '../device.ts';
import { recordName } from '../record-name.ts';
import { recordPath } from '../route.ts';
import { useRole } from '../use-role.ts';
import { goTo } from '../use-route.ts';
import { inWords } from '../words.ts';
import type { BenchDevice } from './bench-device.ts';
import { useBoard } from './board-context.ts';
import { deviceTitle } from './card-body.tsx';
import classes from './board.module.css';
import { claimOf } from './claim.ts';
import { backFrom, movesFrom } from './moves.ts';

export interface MenuPlace {
  readonly device: BenchDevice;
  /** Where the button is that asked, on the screen. */
  readonly at: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

interface CardMenuProps {
  readonly place: MenuPlace | undefined;
  readonly close: () => void;
  readonly move: (device: BenchDevice, to: string) => void;
  readonly assign: (device: BenchDevice, user: string | null) => void;
}

export function CardMenu({ place, close, ...acts }: CardMenuProps) {
  return (
    <Menu
      opened={place !== undefined}
      onChange={(opened) => {
        if (!opened) close();
      }}
      position="bottom-end"
      width={250}
      returnFocus
      withinPortal
    >
      <Menu.Target>
        <span className={classes.anchor} style={place?.at} aria-hidden="true" />
      </Menu.Target>
      <Menu.Dropdown aria-label={place ? `${deviceTitle(place.device)}: what to do` : undefined}>
        {place && <Choices device={place.device} {...acts} />}
      </Menu.Dropdown>
    </Menu>
  );
}

function Choices({ device, move, assign }: Pick<CardMenuProps, 'move' | 'assign'> & { device: BenchDevice }) {
  const { replica } = useDevice();
  const { now, nameOf, mayMove, mayClaim, toggleClaim } = useBoard();
  const me = replica.user.id;
  const { row, status, engineer } = device;
  const moves = movesFrom(status);
  const back = backFrom(status, useRole());
  const claim = claimOf(row, now);
  const name = recordName('device', row.id);
  return (
    <>
      {mayMove && (
        <>
          <Menu.Label>Move to</Menu.Label>
          {moves.map((to) => (
            <Menu.Item
              key={to}
              leftSection={<IconArrowRight size={17} aria-hidden />}
              onClick={() => move(device, to)}
            >
              {inWords(to)}
            </Menu.Item>
          ))}
          {back.map((to) => (
            <Menu.Item
              key={to}
              leftSection={<IconArrowBackUp size={17} aria-hidden />}
              onClick={() => move(device, to)}
            >
              Back to {inWords(to).toLowerCase()}
            </Menu.Item>
          ))}
          {moves.length === 0 && <Menu.Item disabled>Nothing follows {inWords(status ?? '')}</Menu.Item>}
          <Menu.Divider />
        </>
      )}
      {mayClaim && (
        <Menu.Item leftSection={<IconHandStop size={17} aria-hidden />} onClick={() => toggleClaim(device)}>
          {claim?.user === me ? 'Let go' : claim ? `Take over from ${nameOf(claim.user)}` : 'I’m on it'}
        </Menu.Item>
      )}
      {mayClaim && engineer !== me && (
        <Menu.Item leftSection={<IconUser size={17} aria-hidden />} onClick={() => assign(device, me)}>
          Make it mine
        </Menu.Item>
      )}
      {mayClaim && engineer === me && (
        <Menu.Item leftSection={<IconUserOff size={17} aria-hidden />} onClick={() => assign(device, null)}>
          Not mine any more
        </Menu.Item>
      )}
      {name && (
        <Menu.Item
          leftSection={<IconExternalLink size={17} aria-hidden />}
          onClick={() => goTo(recordPath(replica.shop, name))}
        >
          {row.review.length > 0 ? 'Open, and settle what two people wrote' : 'Open the record'}
        </Menu.Item>
      )}
    </>
  );
}
