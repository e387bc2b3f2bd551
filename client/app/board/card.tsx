/** One device on the board: opened by a click, moved by dragging it, by the space bar or from its menu. */
import { useDraggable } from '@dnd-kit/core';
import { UnstyledButton } from '@mantine/core';
import { IconDots, IconHandStop } from '@tabler/icons-react';
import { memo, useLayoutEffect, useRef } from 'react';
import type { Row } from '../../../shared/document/types.ts';
import { useDevice } from '../device.ts';
import { recordName } from '../record-name.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import type { BenchDevice } from './bench-device.ts';
import { useBoard } from './board-context.ts';
import { CardBody, deviceTitle } from './card-body.tsx';
import classes from './card.module.css';
import { claimOf } from './claim.ts';

interface CardProps {
  readonly device: BenchDevice;
  /** What it is of, as far as this device knows. */
  readonly order: Row | undefined;
  readonly client: Row | undefined;
  /** Whether the Tab key stops here: at one card of each column. */
  readonly tabbed: boolean;
}

/** Drawn again only when something on it changed: a column that scrolls, or takes in others, leaves it alone. */
export const Card = memo(function Card({ device, order, client, tabbed }: CardProps) {
  const { replica } = useDevice();
  const { wanted, focused, mayMove } = useBoard();
  const { row, status } = device;
  const { setNodeRef, setActivatorNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: row.id,
    disabled: !mayMove,
  });
  const link = useRef<HTMLAnchorElement>(null);
  // Before anything else happens: the card that had the focus may have left the page, and the next key would go nowhere.
  useLayoutEffect(() => {
    if (wanted !== row.id) return;
    link.current?.focus({ preventScroll: true });
    focused(row.id);
  }, [wanted, row.id, focused]);
  const name = recordName('device', row.id);
  if (!name) return null;
  return (
    <div
      ref={setNodeRef}
      className={classes.card}
      data-testid="card"
      data-device={row.id}
      data-status={status ?? ''}
      data-lifted={isDragging}
      data-movable={mayMove}
      onFocus={() => focused(row.id)}
      {...listeners}
    >
      <CardBody
        device={device}
        order={order}
        client={client}
        actions={<Actions device={device} tabbed={tabbed} />}
      >
        <Link
          ref={(element: HTMLAnchorElement | null) => {
            link.current = element;
            setActivatorNodeRef(element);
          }}
          href={recordPath(replica.shop, name)}
          draggable={false}
          tabIndex={tabbed ? 0 : -1}
          data-card-link
          aria-describedby={mayMove ? attributes['aria-describedby'] : undefined}
        >
          {deviceTitle(device)}
        </Link>
      </CardBody>
    </div>
  );
});

function Actions({ device, tabbed }: { device: BenchDevice; tabbed: boolean }) {
  const { replica } = useDevice();
  const { now, mayMove, mayClaim, openMenu, toggleClaim } = useBoard();
  if (!mayMove && !mayClaim) return null;
  const mine = claimOf(device.row, now)?.user === replica.user.id;
  const title = deviceTitle(device);
  return (
    <span className={classes.actions}>
      {mayClaim && (
        <UnstyledButton
          className={classes.action ?? ''}
          tabIndex={tabbed ? 0 : -1}
          aria-pressed={mine}
          aria-label={`I’m on it: ${title}`}
          title={mine ? 'Let go' : 'I’m on it'}
          onClick={() => toggleClaim(device)}
        >
          <IconHandStop size={18} stroke={1.7} aria-hidden />
        </UnstyledButton>
      )}
      <UnstyledButton
        className={classes.action ?? ''}
        tabIndex={tabbed ? 0 : -1}
        aria-haspopup="menu"
        aria-label={`Move ${title}, and more`}
        title="Move to…"
        onClick={(event) => openMenu(device, event.currentTarget)}
      >
        <IconDots size={18} stroke={1.7} aria-hidden />
      </UnstyledButton>
    </span>
  );
}
