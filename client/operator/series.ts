/**
 * What the page keeps of the readings that came: the last minutes, and what follows from two of them. A reading of another
 * run of the relay begins anew, since its counts do.
 */
import type { Counted, Overview } from '../../shared/operator/overview.ts';
import { between, percentile } from './percentile.ts';

/** How long a chart reaches back, in milliseconds. */
export const span = 5 * 60_000;
/** Over how long a percentile is taken, and over how long a rate. */
const percentileSpan = 60_000;
const rateSpan = 5_000;

export interface Series {
  /** Of one run, the oldest first. */
  readonly readings: readonly Overview[];
  /** What is counted from: the first reading, or the one when somebody pressed "Count from now"; of the same run. */
  readonly from: Overview | undefined;
}

export const noSeries: Series = { readings: [], from: undefined };

export function add({ readings, from }: Series, reading: Overview): Series {
  const last = readings.at(-1);
  if (last?.run !== reading.run) return { readings: [reading], from: undefined };
  return { readings: [...readings.filter(({ now }) => now > reading.now - span), reading], from };
}

export const countFromNow = ({ readings }: Series): Series => ({ readings, from: readings.at(-1) });

export interface SinceThen {
  /** Milliseconds of the relay's clock. */
  readonly at: number;
  readonly edits: number;
  readonly acks: number;
  readonly joined: number;
  readonly refused: number;
  readonly cutOff: number;
  readonly turnedAway: number;
  readonly errors: number;
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);

/** Counts since the start of the relay, or since somebody began to count. */
export function sinceThen({ readings, from }: Series): SinceThen | undefined {
  const last = readings.at(-1);
  if (!last) return undefined;
  const less = (count: (counted: Counted) => number): number =>
    count(last.counted) - (from ? count(from.counted) : 0);
  return {
    at: from?.now ?? last.started,
    edits: less(({ edits }) => edits),
    acks: less(({ acknowledged }) => acknowledged),
    joined: less(({ joined }) => joined),
    refused: less(({ refused }) => refused),
    cutOff: less(({ closed }) => closed['slow'] ?? 0),
    turnedAway: less(({ turnedAway }) => sum(turnedAway)),
    errors: less(({ errors }) => errors),
  };
}

/** The newest reading that is at least so many milliseconds before another one, or the oldest. */
function before(readings: readonly Overview[], at: number, ms: number): Overview | undefined {
  const reading = readings[at];
  if (!reading) return undefined;
  let found = at;
  while (found > 0 && reading.now - (readings[found]?.now ?? 0) < ms) found--;
  return found < at ? readings[found] : undefined;
}

/** How a chart's moment looks; null where it cannot be told. */
export interface Moment {
  /** Seconds of the relay's clock. */
  readonly at: number;
  readonly editsPerSecond: number | null;
  readonly acksPerSecond: number | null;
  readonly refusedPerSecond: number | null;
  /** Milliseconds. */
  readonly ack50: number | null;
  readonly ack95: number | null;
  readonly ack99: number | null;
  readonly commit50: number | null;
  readonly commit99: number | null;
  readonly connections: number;
  readonly rooms: number;
  readonly sentPerSecond: number | null;
  /** Of the time of the relay's thread, in hundredths. */
  readonly busy: number | null;
}

export function momentAt(readings: readonly Overview[], at: number): Moment | undefined {
  const reading = readings[at];
  if (!reading) return undefined;
  const near = before(readings, at, rateSpan);
  const far = before(readings, at, percentileSpan);
  const rate = (count: (overview: Overview) => number): number | null =>
    near ? ((count(reading) - count(near)) * 1_000) / Math.max(1, reading.now - near.now) : null;
  const within = (of: 'ack' | 'commit', part: number): number | null => {
    const seconds = far && percentile(between(far[of], reading[of]), part);
    return seconds === undefined ? null : seconds * 1_000;
  };
  const worked = near && reading.thread.active - near.thread.active;
  const waited = near && reading.thread.idle - near.thread.idle;
  return {
    at: reading.now / 1_000,
    editsPerSecond: rate(({ counted }) => counted.edits),
    acksPerSecond: rate(({ counted }) => counted.acknowledged),
    refusedPerSecond: rate(({ counted }) => counted.refused),
    ack50: within('ack', 0.5),
    ack95: within('ack', 0.95),
    ack99: within('ack', 0.99),
    commit50: within('commit', 0.5),
    commit99: within('commit', 0.99),
    connections: reading.connections,
    rooms: reading.rooms,
    sentPerSecond: rate(({ counted }) => counted.bytesSent),
    busy:
      worked !== undefined && waited !== undefined && worked + waited > 0
        ? (100 * worked) / (worked + waited)
        : null,
  };
}

export const moments = (readings: readonly Overview[]): readonly Moment[] =>
  readings.map((_, at) => momentAt(readings, at)).filter((moment) => moment !== undefined);
