import { expect, test } from 'vitest';
import { createMetrics } from './create-metrics.ts';

/** One line of the text format, without its name and its labels. */
async function valueOf(metrics: { text(): Promise<string> }, series: string): Promise<number | undefined> {
  const line = (await metrics.text()).split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

test('METRIC-1: edits, commits, frames and requests are counted, with how long they took', async () => {
  const metrics = createMetrics();
  metrics.meter.stored(3);
  metrics.meter.stored(40);
  metrics.committed(1.5);
  metrics.meter.acknowledged(3);
  metrics.meter.joined(1);
  metrics.meter.sent(2, 300);
  metrics.answered('shop', 404, 12);
  expect(await valueOf(metrics, 'solder_edits_stored_total')).toBe(2);
  expect(await valueOf(metrics, 'solder_updates_acknowledged_total')).toBe(3);
  expect(await valueOf(metrics, 'solder_updates_joined_total')).toBe(1);
  expect(await valueOf(metrics, 'solder_ack_seconds_bucket{le="0.005"}')).toBe(1);
  expect(await valueOf(metrics, 'solder_ack_seconds_sum')).toBeCloseTo(0.043);
  expect(await valueOf(metrics, 'solder_commit_seconds_count')).toBe(1);
  expect(await valueOf(metrics, 'solder_frames_sent_total')).toBe(2);
  expect(await valueOf(metrics, 'solder_bytes_sent_total')).toBe(300);
  expect(await valueOf(metrics, 'solder_requests_total{door="shop",status="4xx"}')).toBe(1);
});

test('METRIC-1: what is there now is looked at when somebody asks', async () => {
  const metrics = createMetrics();
  let connections = 3;
  metrics.watch({
    solder_connections: () => connections,
    solder_store_bytes: () => Promise.resolve(4096),
  });
  metrics.watch({ solder_rooms: () => 7 });
  expect(await valueOf(metrics, 'solder_connections')).toBe(3);
  connections = 1;
  expect(await valueOf(metrics, 'solder_connections')).toBe(1);
  expect(await valueOf(metrics, 'solder_rooms')).toBe(7);
  expect(await valueOf(metrics, 'solder_store_bytes')).toBe(4096);
});

test('METRIC-2: the log’s lines are counted by their event; no shop, person or record is a label', async () => {
  const metrics = createMetrics();
  const written: unknown[] = [];
  const log = metrics.counting((...line) => void written.push(line));
  log('info', 'socket-closed', { shop: 'cardiff', user: 'mair', why: 'slow' });
  log('info', 'socket-refused', { why: 'unauthorized' });
  log('warn', 'edit-refused', { shop: 'cardiff', kind: 'order', id: 'o1', user: 'mair', refusals: 2 });
  expect(written).toHaveLength(3);
  expect(await valueOf(metrics, 'solder_sockets_closed_total{why="slow"}')).toBe(1);
  expect(await valueOf(metrics, 'solder_sockets_refused_total{why="unauthorized"}')).toBe(1);
  expect(await valueOf(metrics, 'solder_edits_refused_total')).toBe(2);
  expect(await valueOf(metrics, 'solder_errors_total')).toBe(0);
  log('error', 'not-stored');
  expect(await valueOf(metrics, 'solder_errors_total')).toBe(1);
  expect(await valueOf(metrics, 'solder_log_lines_total{level="warn",event="edit-refused"}')).toBe(1);
  const text = await metrics.text();
  for (const name of ['cardiff', 'mair', 'o1']) expect(text).not.toContain(name);
});
