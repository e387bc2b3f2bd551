/** What stands around every page of the dashboard: where one can go, how the line is, and ending the relay. */
import { Alert, Badge } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { MouseEvent, ReactNode } from 'react';
import type { Time } from '../../shared/lib/time.ts';
import { moment } from '../app/when.ts';
import { DrainMenu } from './drain-menu.tsx';
import type { OperatorApi } from './operator-api.ts';
import classes from './operator.module.css';
import { addressOf, type Place } from './place.ts';
import { secondsText } from './texts.ts';
import { go } from './use-place.ts';
import type { Watched } from './watch.ts';

const pages: readonly { readonly place: Place; readonly says: string }[] = [
  { place: { page: 'now' }, says: 'Now' },
  { place: { page: 'connections', shop: '', user: '' }, says: 'Connections' },
  { place: { page: 'shops' }, says: 'Shops and devices' },
  { place: { page: 'records', shop: '', record: '' }, says: 'Records' },
];

interface FrameProps {
  readonly place: Place;
  readonly watched: Watched;
  readonly time: Time;
  readonly api: OperatorApi;
  readonly out: (why: string) => void;
  readonly leave: ReactNode;
  readonly children: ReactNode;
}

export function Frame({ place, watched, time, api, out, leave, children }: FrameProps) {
  const { line, series } = watched;
  const last = series.readings.at(-1);
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <div className={classes.brand}>
          <strong>Solder</strong>
          <span className="quiet">relay{last && ` ${last.version}`}</span>
        </div>
        <LineBadge watched={watched} />
        <div className={classes.acts}>
          <DrainMenu api={api} out={out} draining={last?.draining === true} />
          {leave}
        </div>
        <nav className={classes.nav} aria-label="Pages">
          {pages.map(({ place: to, says }) => (
            <PlaceLink key={to.page} to={to} current={to.page === place.page}>
              {says}
            </PlaceLink>
          ))}
        </nav>
      </header>
      <main className={classes.main} data-away={line.state === 'away'}>
        {line.state === 'away' && (
          <Alert
            color="red"
            role="alert"
            icon={<IconPlugConnectedX aria-hidden="true" />}
            title="The relay does not answer"
            className={classes.banner ?? ''}
          >
            {line.why} Since {moment(line.since, time.now())}, {secondsText(time.now() - line.since)} ago.{' '}
            {last
              ? `What is shown is what it told last, at ${clock.format(last.now)}.`
              : 'Nothing was told by it yet.'}{' '}
            It is tried again every two seconds.
          </Alert>
        )}
        {children}
      </main>
    </div>
  );
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

function LineBadge({ watched: { line, series } }: { readonly watched: Watched }) {
  const draining = series.readings.at(-1)?.draining === true;
  const [color, says] =
    line.state === 'away'
      ? ['red', 'No answer']
      : line.state === 'first'
        ? ['gray', 'Connecting']
        : draining
          ? ['yellow', 'Runs dry']
          : ['flux', 'Live'];
  return (
    <Badge variant="light" color={color} className={classes.lineBadge ?? ''} data-testid="line">
      {says}
    </Badge>
  );
}

interface PlaceLinkProps {
  readonly to: Place;
  readonly current?: boolean;
  readonly children: ReactNode;
}

/** A link within the dashboard. */
export function PlaceLink({ to, current = false, children }: PlaceLinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={addressOf(to)} onClick={follow} {...(current && { 'aria-current': 'page' as const })}>
      {children}
    </a>
  );
}
