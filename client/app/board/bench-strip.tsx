/** "At the bench now": who has claimed what and looks at what, live, above the board (row N10). */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { colorOf } from '../people/color-of.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { initials } from '../words.ts';
import type { Bencher } from './at-the-bench.ts';
import classes from './bench-strip.module.css';
import { timeLeft } from './claim.ts';

interface StripProps {
  readonly people: readonly Bencher[];
  readonly nameOf: (user: string) => string;
  readonly now: number;
}

const stateWords = { active: 'active', idle: 'idle', away: 'not in' } as const;

export function BenchStrip({ people, nameOf, now }: StripProps) {
  const { replica } = useDevice();
  if (people.length === 0) return null;
  return (
    <section className={classes.strip} aria-label="At the bench now">
      <h2 className={classes.head}>At the bench now</h2>
      <ul className={classes.people}>
        {people.map(({ user, state, claims, looksAt }) => (
          <li key={user} className={classes.person} data-user={user} data-state={state}>
            <span
              className={`face ${classes.face}`}
              style={{ backgroundColor: colorOf(user) }}
              aria-hidden="true"
            >
              {initials(nameOf(user))}
            </span>
            <span className={classes.who}>
              <span className={classes.name}>
                {user === replica.user.id ? 'You' : nameOf(user)}
                <span className={classes.state}> {stateWords[state]}</span>
              </span>
              <span className={classes.what}>
                {claims.map(({ row, claim }) => (
                  <DeviceLink key={row.id} id={row.id}>
                    {timeLeft(claim, now)}
                  </DeviceLink>
                ))}
                {looksAt.map((id) => (
                  <DeviceLink key={id} id={id}>
                    looking
                  </DeviceLink>
                ))}
                {claims.length + looksAt.length === 0 && 'Nothing claimed'}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const deviceKind = must(kindNamed('device'), 'a schema without devices');

/** A device by its name, and beside it what somebody does with it. */
function DeviceLink({ id, children }: { id: string; children: string }) {
  const { replica } = useDevice();
  const name = parseEntityKey(`device/${id}` as EntityKey);
  const row = name && replica.row(name);
  if (!name || !row) return null;
  return (
    <Link className={classes.device ?? ''} href={recordPath(replica.shop, name)}>
      <span className={classes.title}>{titleOf(deviceKind, row)}</span>{' '}
      <span className="quiet">{children}</span>
    </Link>
  );
}
