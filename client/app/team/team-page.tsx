/** The team: everybody of the shop, whether they are in, at which record and in which field, and what they are on (row P2). */
import { Button, Card } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { Suspense, useMemo, useState } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import type { Present } from '../../../shared/protocol/messages.ts';
import { kindNamed, kinds } from '../../../shared/schema/kinds.ts';
import { managers } from '../../../shared/schema/roles.ts';
import { timeLeft } from '../board/claim.ts';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { Boundary } from '../failure/boundary.tsx';
import { lazyPart } from '../failure/lazy-part.tsx';
import { BarFailed } from '../failure/page-failed.tsx';
import { titleOf } from '../list/title-of.ts';
import { PageHead } from '../parts/page-head.tsx';
import { colorOf } from '../people/color-of.ts';
import { useHere, usePresent } from '../people/use-people.ts';
import { recordPath } from '../route.ts';
import { useAccount } from '../session/account-context.ts';
import { Link } from '../shell/link.tsx';
import { useNow, useStatus } from '../status/use-status.ts';
import { useRole } from '../use-role.ts';
import { useVersion } from '../use-version.ts';
import { counted, initials, inWords } from '../words.ts';
import { teamOf, type Member } from './team-of.ts';
import classes from './team-page.module.css';

const PeopleDialog = lazyPart(() => import('./people-dialog.tsx').then((part) => part.PeopleDialog));

const deviceKind = must(kindNamed('device'), 'a schema without devices');
const everything = 1_000_000;

export function TeamPage() {
  useHere(undefined, '');
  const { replica } = useDevice();
  const [seeing, setSeeing] = useState(false);
  const isManager = managers.includes(useRole());
  const mayInvite = useAccount() !== null && isManager;
  const present = usePresent();
  const { state } = useStatus();
  useNow();
  useVersion(
    useMemo(
      () =>
        calmly((changed) => {
          const stops = ['employee', 'device'].map((kind) => replica.subscribeRows(kind, changed));
          return () => {
            for (const stop of stops) stop();
          };
        }),
      [replica],
    ),
  );
  const blind = state === 'offline' || state === 'connecting' || state === 'opening';
  const now = replica.now();
  const team = teamOf({
    self: replica.user,
    employees: replica.rows({ kind: 'employee', limit: everything }).rows,
    present: blind ? undefined : present,
    // A claim that is over names nobody, so that only the few that are not need be looked at.
    devices: replica.rows({
      kind: 'device',
      where: { claimedUntil: { from: hourOf(now) } },
      limit: everything,
    }).rows,
    now,
  });
  const inShop = team.filter(({ state: each }) => each === 'active' || each === 'idle').length;
  return (
    <main className={classes.page}>
      <PageHead title="Team" note={blind ? undefined : `${counted(inShop, 'person', 'people')} in`}>
        {mayInvite && (
          <Button variant="default" onClick={() => setSeeing(true)}>
            People and invitations
          </Button>
        )}
      </PageHead>
      {seeing && (
        <Boundary instead={BarFailed}>
          <Suspense>
            <PeopleDialog close={() => setSeeing(false)} />
          </Suspense>
        </Boundary>
      )}
      {blind && (
        <p className={`banner ${classes.blind}`}>
          Without a connection to the relay this device does not know who else is in. Your work goes on.
        </p>
      )}
      <ul className={classes.people}>
        {team.map((member) => (
          <PersonCard key={member.user} member={member} me={member.user === replica.user.id} now={now} />
        ))}
      </ul>
    </main>
  );
}

/** The beginning of the hour: a filter that changes with every minute would be a new list each time. */
const hourOf = (now: number): number => Math.floor(now / 3_600_000) * 3_600_000;

const stateWords = { active: 'Active', idle: 'Idle', away: 'Not in', unknown: 'Not known' } as const;

function PersonCard({ member, me, now }: { member: Member; me: boolean; now: number }) {
  const { user, name, role, state, sessions, claims } = member;
  return (
    <Card component="li" withBorder className={classes.card} data-user={user} data-state={state}>
      <span className={`face ${classes.face}`} style={{ backgroundColor: colorOf(user) }} aria-hidden="true">
        {initials(name)}
      </span>
      <div className={classes.who}>
        <span>
          <strong>
            {name}
            {me && <span className="quiet"> (you)</span>}
          </strong>
          {role !== null && <span className={classes.role}>{inWords(role)}</span>}
        </span>
        <span className={classes.state} data-state={state}>
          {stateWords[state]}
        </span>
      </div>
      <ul className={classes.places}>
        {claims.map(({ row, claim }) => (
          <li key={row.id} data-testid="claimed">
            <IconTool size={15} aria-hidden /> <Device id={row.id}>{titleOf(deviceKind, row)}</Device>
            <span className="quiet"> · on it for {timeLeft(claim, now)}</span>
          </li>
        ))}
        {sessions.map((session) => (
          <li key={session.session}>
            <Place session={session} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Device({ id, children }: { id: string; children: string }) {
  const { replica } = useDevice();
  const name = parseEntityKey(`device/${id}`);
  if (!name) return children;
  return (
    <Link className="record-link" href={recordPath(replica.shop, name)}>
      {children}
    </Link>
  );
}

function Place({ session }: { session: Present }) {
  const { replica } = useDevice();
  const at = parseEntityKey(session.at);
  const kind = at && kinds.get(at.kind);
  if (!at || !kind) return <span className="quiet">Looking around</span>;
  const label = kind.fields.get(session.field)?.label;
  return (
    <>
      <Link className="record-link" href={recordPath(replica.shop, at)}>
        {kind.label}: {titleOf(kind, replica.row(at) ?? { id: at.id, fields: {} }, replica)}
      </Link>
      {label && <span className="quiet"> · in {label}</span>}
    </>
  );
}
