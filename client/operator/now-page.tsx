/** How the relay is just now: figures, charts of the last minutes, and what was counted. */
import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { Overview } from '../../shared/operator/overview.ts';
import { sizeText } from '../app/sync/size-text.ts';
import { moment as momentText } from '../app/when.ts';
import { counted, inDigits } from '../app/words.ts';
import { Chart, type Line } from './chart.tsx';
import { PlaceLink } from './frame.tsx';
import classes from './operator.module.css';
import { moments as momentsOf, sinceThen, type Moment, type Series } from './series.ts';
import { figure, millisecondsText, perSecond, secondsText } from './texts.ts';
import { Tile } from './tile.tsx';
import type { Watched } from './watch.ts';

const edits: readonly Line[] = [
  { says: 'of devices', of: ({ acksPerSecond }) => acksPerSecond, ink: '--accent' },
  { says: 'written to disk', of: ({ editsPerSecond }) => editsPerSecond, ink: '--busy-ink' },
  { says: 'refused', of: ({ refusedPerSecond }) => refusedPerSecond, ink: '--bad-ink' },
];
const acks: readonly Line[] = [
  { says: 'p50', of: ({ ack50 }) => ack50, ink: '--accent' },
  { says: 'p95', of: ({ ack95 }) => ack95, ink: '--busy-ink' },
  { says: 'p99', of: ({ ack99 }) => ack99, ink: '--bad-ink' },
];
const commits: readonly Line[] = [
  { says: 'p50', of: ({ commit50 }) => commit50, ink: '--accent' },
  { says: 'p99', of: ({ commit99 }) => commit99, ink: '--bad-ink' },
];
const people: readonly Line[] = [
  { says: 'connections', of: ({ connections }) => connections, ink: '--accent' },
  { says: 'records', of: ({ rooms }) => rooms, ink: '--busy-ink' },
];
const rate = (value: number | null): string => perSecond(value);
const count = (value: number | null): string => (value === null ? '–' : figure(value));

interface NowPageProps {
  readonly watched: Watched;
  readonly countFromNow: () => void;
}

export function NowPage({ watched: { series, line }, countFromNow }: NowPageProps) {
  const { readings } = series;
  const moments = useMemo(() => momentsOf(readings), [readings]);
  const [last, now] = [readings.at(-1), moments.at(-1)];
  if (!last || !now) {
    return (
      <h1 className={classes.first}>{line.state === 'away' ? 'No figures yet' : 'Asking the relay…'}</h1>
    );
  }
  return (
    <>
      <h1 className={classes.title}>Now</h1>
      <Figures last={last} now={now} />
      <section className={classes.charts} aria-label="The last five minutes">
        <Chart title="Edits a second" moments={moments} lines={edits} text={rate} />
        <Chart title="Acknowledged within" moments={moments} lines={acks} text={millisecondsText} />
        <Chart title="Commit with its fsync" moments={moments} lines={commits} text={millisecondsText} />
        <Chart title="Connections and open records" moments={moments} lines={people} text={count} />
      </section>
      <Counts series={series} countFromNow={countFromNow} />
      {last.bridge && (
        <section className={classes.panel} aria-label="Bridge" data-testid="bridge">
          <h2>Bridge</h2>
          <dl className={classes.facts}>
            <Fact says="waits to go over">{inDigits(last.bridge.waiting)}</Fact>
            <Fact says="the oldest waits for">
              {last.bridge.since === null ? 'nothing waits' : secondsText(last.now - last.bridge.since)}
            </Fact>
            <Fact says="given up until tried again">{inDigits(last.bridge.failed)}</Fact>
          </dl>
        </section>
      )}
    </>
  );
}

function Figures({ last, now }: { readonly last: Overview; readonly now: Moment }) {
  const { behind, freeBytes } = last;
  return (
    <section className={classes.tiles} aria-label="Figures">
      <Tile says="Connections" testId="connections" value={inDigits(last.connections)}>
        <PlaceLink to={{ page: 'connections', shop: '', user: '' }}>who they are</PlaceLink>
      </Tile>
      <Tile says="Records open" testId="rooms" value={inDigits(last.rooms)}>
        in memory
      </Tile>
      <Tile says="Edits" testId="edits-rate" value={perSecond(now.acksPerSecond)}>
        of devices, over five seconds
      </Tile>
      <Tile says="Ack, p99" testId="ack-99" value={millisecondsText(now.ack99)}>
        p95 {millisecondsText(now.ack95)}, p50 {millisecondsText(now.ack50)}
      </Tile>
      <Tile says="Commit, p99" testId="commit-99" value={millisecondsText(now.commit99)}>
        with its fsync, p50 {millisecondsText(now.commit50)}
      </Tile>
      <Tile
        says="Slow readers"
        testId="behind"
        value={inDigits(behind.connections)}
        tone={behind.connections > 0 ? 'warn' : undefined}
      >
        {behind.bytes > 0 ? `${sizeText(behind.bytes)} unread` : 'everything is read'}
      </Tile>
      <Tile
        says="Store"
        testId="store"
        value={sizeText(last.storeBytes)}
        tone={isTight(last) ? 'bad' : undefined}
      >
        {freeBytes === null ? 'room not known' : `${sizeText(freeBytes)} free on its disk`}
      </Tile>
      <Tile says="Thread busy" testId="busy" value={now.busy === null ? '–' : `${figure(now.busy)}%`}>
        sends {now.sentPerSecond === null ? '–' : `${sizeText(now.sentPerSecond)}/s`}
      </Tile>
    </section>
  );
}

/** Less room than the store takes already, and less than a gigabyte: a backup or an erasure would not fit. */
const isTight = ({ freeBytes, storeBytes }: Overview): boolean =>
  freeBytes !== null && freeBytes < storeBytes && freeBytes < 1e9;

function Counts({ series, countFromNow }: { readonly series: Series; readonly countFromNow: () => void }) {
  const counts = sinceThen(series);
  const now = series.readings.at(-1)?.now ?? 0;
  if (!counts) return null;
  return (
    <section className={classes.panel} aria-labelledby="counted">
      <div className={classes.panelHead}>
        <h2 id="counted">
          Counted since {series.from ? '' : 'it was started, '}
          {momentText(counts.at, now)}
        </h2>
        <Button variant="default" onClick={countFromNow}>
          Count from now
        </Button>
      </div>
      <dl className={classes.facts}>
        <Fact says="edits on disk" testId="counted-edits">
          {inDigits(counts.edits)}
        </Fact>
        <Fact says="updates of devices" testId="counted-acks">
          {inDigits(counts.acks)}
        </Fact>
        <Fact says="of them joined with another" testId="counted-joined">
          {inDigits(counts.joined)}
        </Fact>
        <Fact says="refused fields" testId="counted-refused">
          {inDigits(counts.refused)}
        </Fact>
        <Fact says="slow readers cut off" testId="counted-slow">
          {inDigits(counts.cutOff)}
        </Fact>
        <Fact says="sockets not let in">{inDigits(counts.turnedAway)}</Fact>
        <Fact says="errors in the log">{counted(counts.errors, 'line')}</Fact>
      </dl>
    </section>
  );
}

interface FactProps {
  readonly says: string;
  readonly testId?: string;
  readonly children: string;
}

function Fact({ says, testId, children }: FactProps) {
  return (
    <div>
      <dt>{says}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  );
}
