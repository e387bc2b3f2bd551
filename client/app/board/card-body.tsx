/** What a card says about a device: the same on the board and under the finger that drags it. */
import type { ReactNode } from 'react';
import { IconAlertTriangle, IconBolt, IconCloudUp, IconFlame, IconTool } from '@tabler/icons-react';
import { must } from '../../../shared/lib/assert.ts';
import type { Row } from '../../../shared/document/types.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { StatusPill } from '../parts/status-pill.tsx';
import { colorOf } from '../people/color-of.ts';
import { Faces } from '../people/faces.tsx';
import { initials, inWords } from '../words.ts';
import type { BenchDevice } from './bench-device.ts';
import { useBoard } from './board-context.ts';
import classes from './card.module.css';
import { claimOf, timeLeft } from './claim.ts';
import { dueText } from './due-text.ts';

const deviceKind = must(kindNamed('device'), 'a schema without devices');
const clientKind = must(kindNamed('client'), 'a schema without clients');

export const deviceTitle = (device: BenchDevice): string => titleOf(deviceKind, device.row);

interface CardBodyProps {
  readonly device: BenchDevice;
  readonly order: Row | undefined;
  readonly client: Row | undefined;
  /** The device's name, as a link where it can be followed. */
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

export function CardBody({ device, order, client, children, actions }: CardBodyProps) {
  const { today, lookers, pending } = useBoard();
  const { row, status, priority, due } = device;
  const number = order?.fields['number'];
  const promised = due === null ? undefined : dueText(due, today);
  return (
    <>
      <div className={classes.line}>
        <span className={classes.number}>{typeof number === 'string' ? number : 'No order'}</span>
        {priority !== 'normal' && (
          <span className={classes.priority} data-priority={priority}>
            {priority === 'express' ? (
              <IconBolt size={13} aria-hidden />
            ) : (
              <IconFlame size={13} aria-hidden />
            )}
            {inWords(priority)}
          </span>
        )}
        {promised && (
          <span className={classes.due} data-tone={promised.tone} title={`Ready by ${due}`}>
            <span className={classes.unseen}>Ready by: </span>
            {promised.text}
          </span>
        )}
      </div>
      <div className={classes.title}>{children}</div>
      <div className={`${classes.line} ${classes.client}`}>
        <span className={classes.grow}>{client ? titleOf(clientKind, client) : ''}</span>
        <Faces people={lookers.get(row.id) ?? []} label="Looking at this" />
      </div>
      <div className={classes.line}>
        <StatusPill status={status ?? 'no status'} />
        {row.review.length > 0 && (
          <span
            className={`mark review-mark ${classes.mark}`}
            data-mark="review"
            title="Two people disagree here"
          >
            <IconAlertTriangle size={13} aria-hidden />
            review
          </span>
        )}
        {pending.has(row.id) && (
          <span className={`mark ${classes.mark}`} data-mark="pending" title="Edits here are not sent yet">
            <IconCloudUp size={13} aria-hidden />
            unsent
          </span>
        )}
      </div>
      <div className={`${classes.line} ${classes.foot}`}>
        <Who device={device} />
        {actions}
      </div>
    </>
  );
}

/** Who is on it right now; else whose it is. */
function Who({ device }: { device: BenchDevice }) {
  const { replica } = useDevice();
  const { now, nameOf } = useBoard();
  const claim = claimOf(device.row, now);
  const user = claim?.user ?? device.engineer;
  if (user === null) return <span className={classes.who}>Nobody yet</span>;
  const name = user === replica.user.id ? 'You' : nameOf(user);
  return (
    <span
      className={classes.who}
      data-claimed={claim !== null}
      data-testid={claim ? 'claim' : undefined}
      data-user={user}
    >
      <span className="face" style={{ backgroundColor: colorOf(user) }} aria-hidden="true">
        {initials(nameOf(user))}
      </span>
      <span className={classes.name}>
        {name}
        {claim && (
          <span className={classes.unseen}> {user === replica.user.id ? 'are' : 'is'} on it, for</span>
        )}
      </span>
      {claim && (
        <span className={classes.left}>
          <IconTool size={13} aria-hidden />
          {timeLeft(claim, now)}
        </span>
      )}
    </span>
  );
}
