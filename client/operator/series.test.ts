import { expect, test } from 'vitest';
import { reading } from './overview-scene.ts';
import { add, countFromNow, moments, noSeries, sinceThen, span } from './series.ts';

const seriesOf = (...readings: readonly ReturnType<typeof reading>[]) => readings.reduce(add, noSeries);

test('DASH-8: rates are over five seconds and percentiles over a minute, of what the relay counted', () => {
  const every = Array.from({ length: 90 }, (_, at) => reading(at * 1_000, at * 20));
  const told = moments(seriesOf(...every).readings);
  expect(told[0]).toMatchObject({ editsPerSecond: null, ack99: null, connections: 2, rooms: 3, busy: null });
  expect(told[3]).toMatchObject({ editsPerSecond: 20, sentPerSecond: 200, busy: 25 });
  expect(told.at(-1)?.editsPerSecond).toBeCloseTo(20);
  expect(told.at(-1)?.ack50).toBeCloseTo(1.5);
  // A burst shows at once, and is over after five seconds.
  const burst = moments(
    seriesOf(reading(0, 0), reading(1_000, 100), reading(2_000, 100), reading(7_000, 100)).readings,
  );
  expect(burst.map(({ editsPerSecond }) => editsPerSecond)).toEqual([null, 100, 50, 0]);
});

test('DASH-8: counts are since the relay’s start, or since somebody began to count', () => {
  const closed = { slow: 2, unauthorized: 4 };
  const one = seriesOf(reading(0, 10, { refused: 1, closed, turnedAway: { text: 1, unauthorized: 2 } }));
  expect(sinceThen(noSeries)).toBeUndefined();
  expect(sinceThen(one)).toEqual({
    at: 1_000_000,
    edits: 10,
    joined: 0,
    acks: 10,
    refused: 1,
    cutOff: 2,
    turnedAway: 3,
    errors: 0,
  });
  const later = add(countFromNow(one), reading(5_000, 17, { refused: 4, closed: { slow: 3 } }));
  expect(sinceThen(later)).toMatchObject({ at: 1_000_000, edits: 7, acks: 7, refused: 3, cutOff: 1 });
});

test('DASH-8: another run of the relay begins anew, and what is older than a chart is let go', () => {
  const before = countFromNow(seriesOf(reading(0, 500), reading(1_000, 600)));
  const after = add(before, reading(0, 4, {}, 'r2'));
  expect(after.readings).toHaveLength(1);
  expect(sinceThen(after)).toMatchObject({ edits: 4 });
  const long = add(seriesOf(reading(0, 0), reading(1_000, 0)), reading(span + 500, 0));
  expect(long.readings.map(({ now }) => now - 1_000_000)).toEqual([1_000, span + 500]);
});
