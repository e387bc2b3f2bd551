/**
 * Every measure that the relay tells at `/metrics`, as one table: the registry is made from it, and so is the table in
 * docs/metrics.md (rule METRIC-1). Durations are in seconds and sizes in bytes, as Prometheus has them.
 */

export interface MeasureDeclaration {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly says: string;
  readonly labels?: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** From half a millisecond, which an fsync of a good disk takes, to a disk that hangs. */
const ofDisk = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];
const ofRequests = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const declare = <const T extends Readonly<Record<string, MeasureDeclaration>>>(table: T): T => table;

export const measures = declare({
  solder_ready: {
    type: 'gauge',
    says: '1 while people are served, 0 while it runs dry or its store cannot be read and written: what `/ready` says.',
  },
  solder_connections: { type: 'gauge', says: 'Sockets that are signed in or signing in.' },
  solder_rooms: { type: 'gauge', says: 'Records in memory: open somewhere, or a moment ago.' },
  solder_rooms_at_rest: {
    type: 'gauge',
    says: 'Those of them that nobody edits just now: they take no more memory than their bytes.',
  },
  solder_edits_stored_total: { type: 'counter', says: 'Edits on disk since the start.' },
  solder_updates_acknowledged_total: {
    type: 'counter',
    says: 'Updates of devices that are on disk; several that were typed in one turn are one edit there.',
  },
  solder_updates_joined_total: {
    type: 'counter',
    says: 'Updates that were typed in one turn with another one, and are on disk in its edit.',
  },
  solder_ack_seconds: {
    type: 'histogram',
    says: 'From an edit’s arrival to the moment when it is on disk and acknowledged.',
    buckets: ofDisk,
  },
  solder_commit_seconds: {
    type: 'histogram',
    says: 'One commit of the store with its fsync, shared by all edits that waited.',
    buckets: ofDisk,
  },
  solder_frames_sent_total: { type: 'counter', says: 'Messages that went out over sockets.' },
  solder_bytes_sent_total: { type: 'counter', says: 'Bytes that went out over sockets, before compression.' },
  solder_edits_refused_total: {
    type: 'counter',
    says: 'Fields of edits that were written back, because their author had no right to them or they broke a rule.',
  },
  solder_sockets_closed_total: {
    type: 'counter',
    says: 'Sockets that the relay closed; "slow" did not read what it was sent.',
    labels: ['why'],
  },
  solder_sockets_refused_total: {
    type: 'counter',
    says: 'Sockets that were not let in.',
    labels: ['why'],
  },
  solder_requests_total: {
    type: 'counter',
    says: 'Requests over HTTP.',
    labels: ['door', 'status'],
  },
  solder_request_seconds: {
    type: 'histogram',
    says: 'From a request to its answer.',
    labels: ['door'],
    buckets: ofRequests,
  },
  solder_store_queued_bytes: { type: 'gauge', says: 'What waits for the next commit.' },
  solder_store_bytes: { type: 'gauge', says: 'The store’s file with its write-ahead log.' },
  solder_free_bytes: { type: 'gauge', says: 'What is left on the disk of the data folder.' },
  solder_backup_timestamp_seconds: {
    type: 'gauge',
    says: 'When a backup was completed last, in seconds since 1970; 0 when none was since the start.',
  },
  solder_errors_total: { type: 'counter', says: 'Lines of the log that are for somebody to look at.' },
  solder_log_lines_total: {
    type: 'counter',
    says: 'Lines of the log; "error" is for somebody to look at.',
    labels: ['level', 'event'],
  },
});

export type MeasureName = keyof typeof measures;

/** Those that are looked at when somebody asks. */
export type GaugeName = {
  [Name in MeasureName]: (typeof measures)[Name]['type'] extends 'gauge' ? Name : never;
}[MeasureName];

/** The table in Markdown, as docs/metrics.md has it. */
export const describeMeasures = (): string =>
  [
    '| name | type | labels | what it is |',
    '| --- | --- | --- | --- |',
    ...Object.entries<MeasureDeclaration>(measures).map(
      ([name, { type, labels = [], says }]) => `| \`${name}\` | ${type} | ${labels.join(', ')} | ${says} |`,
    ),
  ].join('\n');
