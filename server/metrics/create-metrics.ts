/**
 * Counts what the relay does, for Prometheus and for the operator's dashboard. Everything that is counted is a number or a
 * word of the relay's own: no shop, no person and no record is ever a label, so that there are as many series with a
 * thousand shops as with one, and nothing is told of anybody (rule METRIC-2).
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { must } from '../../shared/lib/assert.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../relay/meter.ts';
import type { Buckets, Counted } from '../../shared/operator/overview.ts';
import { adding } from './adding.ts';
import { bucketsOf, countOf, countsBy } from './read-counts.ts';
import { measures, type GaugeName, type MeasureDeclaration, type MeasureName } from './metric-table.ts';

/** What is looked at when somebody asks. */
export type Watched = Readonly<Partial<Record<GaugeName, () => number | Promise<number>>>>;

export interface Metrics {
  readonly meter: Meter;
  /** A commit of the store ended, after so many milliseconds. */
  readonly committed: (took: number) => void;
  /** A request was answered; milliseconds. */
  readonly answered: (door: string, status: number, took: number) => void;
  /** A log that counts its lines, and what they tell of sockets and refusals, before it writes them. */
  counting(log: Log): Log;
  /** May be called more than once, each time for other measures. */
  watch(watched: Watched): void;
  /** All of it in the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
  /** What was counted since the start. */
  counts(): Promise<Counts>;
}

export interface Counts {
  readonly counted: Counted;
  readonly ack: Buckets;
  readonly commit: Buckets;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<MeasureName, Counter>();
  const gauges = new Map<MeasureName, Gauge>();
  const histograms = new Map<MeasureName, Histogram>();
  for (const [key, { type, says, labels = [], buckets }] of Object.entries<MeasureDeclaration>(measures)) {
    const name = key as MeasureName;
    const common = { name, help: says, labelNames: [...labels], registers: [registry] };
    if (type === 'counter') counters.set(name, new Counter(common));
    else if (type === 'gauge') gauges.set(name, new Gauge(common));
    else histograms.set(name, new Histogram({ ...common, ...(buckets && { buckets: [...buckets] }) }));
  }
  const counter = (name: MeasureName): Counter => must(counters.get(name), `no counter ${name}`);
  const histogram = (name: MeasureName): Histogram => must(histograms.get(name), `no histogram ${name}`);
  const stored = adding(counter('solder_edits_stored_total'));
  const acknowledged = adding(counter('solder_updates_acknowledged_total'));
  const joined = adding(counter('solder_updates_joined_total'));
  const acks = histogram('solder_ack_seconds');
  const commits = histogram('solder_commit_seconds');
  const frames = adding(counter('solder_frames_sent_total'));
  const bytes = adding(counter('solder_bytes_sent_total'));
  const requests = counter('solder_requests_total');
  const answers = histogram('solder_request_seconds');
  const lines = counter('solder_log_lines_total');
  const refused = counter('solder_edits_refused_total');
  const closed = counter('solder_sockets_closed_total');
  const turnedAway = counter('solder_sockets_refused_total');
  const errors = counter('solder_errors_total');
  const sums = [stored, acknowledged, joined, frames, bytes];
  let watched: Watched = {};

  return {
    meter: {
      stored(took) {
        stored.add(1);
        acks.observe(took / 1_000);
      },
      acknowledged: (updates) => acknowledged.add(updates),
      joined: (updates) => joined.add(updates),
      sent(count, size) {
        frames.add(count);
        bytes.add(size);
      },
    },
    committed: (took) => commits.observe(took / 1_000),
    answered(door, status, took) {
      requests.inc({ door, status: `${Math.floor(status / 100)}xx` });
      answers.observe({ door }, took / 1_000);
    },
    counting:
      (log) =>
      (level, event, about = {}) => {
        lines.inc({ level, event });
        if (level === 'error') errors.inc();
        const { why, refusals } = about;
        if (event === 'socket-closed') closed.inc({ why: String(why) });
        if (event === 'socket-refused') turnedAway.inc({ why: String(why) });
        if (event === 'edit-refused' && typeof refusals === 'number') refused.inc(refusals);
        log(level, event, about);
      },
    watch(given) {
      watched = { ...watched, ...given };
    },
    async text() {
      for (const { tell } of sums) tell();
      const looks = Object.entries(watched) as [GaugeName, () => number | Promise<number>][];
      await Promise.all(looks.map(async ([name, look]) => gauges.get(name)?.set(await look())));
      return registry.metrics();
    },
    contentType: registry.contentType,
    async counts() {
      for (const { tell } of sums) tell();
      return {
        counted: {
          edits: await countOf(stored.counter),
          acknowledged: await countOf(acknowledged.counter),
          joined: await countOf(joined.counter),
          refused: await countOf(refused),
          framesSent: await countOf(frames.counter),
          bytesSent: await countOf(bytes.counter),
          closed: await countsBy(closed, 'why'),
          turnedAway: await countsBy(turnedAway, 'why'),
          errors: (await countsBy(lines, 'level'))['error'] ?? 0,
        },
        ack: await bucketsOf(acks),
        commit: await bucketsOf(commits),
      };
    },
  };
}
