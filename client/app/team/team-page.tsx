/** The team: who is in the shop right now, on how many screens, at which record and in which field, idle or active (row P2). */
import { Card } from '@mantine/core';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import type { Present } from '../../../shared/protocol/messages.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { colorOf } from '../people/color-of.ts';
import { useHere, usePresent } from '../people/use-people.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { useStatus } from '../status/use-status.ts';
import { counted, initials } from '../words.ts';
import classes from './team-page.module.css';

export function TeamPage() {
  useHere(undefined, '');
  const { replica } = useDevice();
  const present = usePresent();
  const { state } = useStatus();
  const people = [...Map.groupBy(present, ({ user }) => user)].sort(
    ([a], [b]) => Number(b === replica.user.id) - Number(a === replica.user.id) || (a < b ? -1 : 1),
  );
  const away = state === 'offline' || state === 'connecting' || state === 'opening';
  return (
    <main className={classes.page}>
      <PageHead title="Team" note={away ? undefined : `${counted(people.length, 'person', 'people')} in`} />
      {away ? (
        <Empty title="Nobody can be seen from here">
          Without a connection to the relay this device does not know who else is in. Your work goes on.
        </Empty>
      ) : (
        <ul className={classes.people}>
          {people.map(([user, sessions]) => (
            <PersonCard key={user} user={user} sessions={sessions} me={user === replica.user.id} />
          ))}
        </ul>
      )}
    </main>
  );
}

interface CardProps {
  readonly user: string;
  readonly sessions: readonly Present[];
  readonly me: boolean;
}

function PersonCard({ user, sessions, me }: CardProps) {
  const idle = sessions.every((session) => session.idle);
  const name = sessions[0]?.name ?? user;
  return (
    <Card component="li" withBorder className={classes.card} data-user={user} data-idle={idle}>
      <span className={`face ${classes.face}`} style={{ backgroundColor: colorOf(user) }} aria-hidden="true">
        {initials(name)}
      </span>
      <div className={classes.who}>
        <strong>
          {name}
          {me && <span className="quiet"> (you)</span>}
        </strong>
        <span className={classes.state} data-idle={idle}>
          {idle ? 'Idle' : 'Active'}
        </span>
      </div>
      <ul className={classes.places}>
        {sessions.map((session, index) => (
          // Two screens of one person may show the same record: only their place in the list tells them apart.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <Place session={session} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Place({ session }: { session: Present }) {
  const { replica } = useDevice();
  const at = session.at === null ? undefined : parseEntityKey(session.at);
  const kind = at && kinds.get(at.kind);
  if (!at || !kind) return <span className="quiet">Looking around</span>;
  const label = kind.fields.get(session.field)?.label;
  return (
    <>
      <Link className="record-link" href={recordPath(replica.shop, at)}>
        {kind.label}: {titleOf(kind, replica.row(at) ?? { id: at.id, fields: {} })}
      </Link>
      {label && <span className="quiet"> · in {label}</span>}
    </>
  );
}
