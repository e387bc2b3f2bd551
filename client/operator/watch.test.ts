import { expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { Overview } from '../../shared/operator/overview.ts';
import type { Answer } from './operator-api.ts';
import { reading } from './overview-scene.ts';
import { Watch } from './watch.ts';

function scene() {
  const time = new ManualTime();
  const relay = { asked: 0, answer: { kind: 'told', value: reading(0, 0) } as Answer<Overview> };
  const lines: string[] = [];
  const watch = new Watch({
    time,
    ask() {
      relay.asked++;
      return Promise.resolve(relay.answer);
    },
    changed: ({ line }) => lines.push(line.state),
  });
  return { time, relay, lines, watch };
}

test('DASH-9: it is asked each second, and not at all while nobody looks', async () => {
  const { time, relay, watch } = scene();
  watch.begin();
  await time.advance(10);
  expect(relay.asked).toBe(1);
  for (let at = 0; at < 4; at++) await time.advance(1_000);
  expect(relay.asked).toBe(5);
  watch.rest(true);
  for (let at = 0; at < 60; at++) await time.advance(1_000);
  expect(relay.asked).toBe(5);
  watch.rest(false);
  for (const ms of [10, 1_000]) await time.advance(ms);
  expect(relay.asked).toBe(7);
  watch.end();
  await time.advance(10_000);
  expect(relay.asked).toBe(7);
});

test('DASH-9: a relay that is gone is told at once, with since when; the last figures stay, and it is tried until it is back', async () => {
  const { time, relay, watch } = scene();
  watch.begin();
  await time.advance(10);
  relay.answer = { kind: 'away' };
  await time.advance(1_000);
  const since = time.now();
  expect(watch.now.line).toEqual({ state: 'away', since, why: 'It does not answer.' });
  expect(watch.now.series.readings).toHaveLength(1);
  relay.answer = { kind: 'problem', title: 'Something is wrong with the relay', detail: '', status: 500 };
  await time.advance(2_000);
  expect(watch.now.line).toMatchObject({ since, why: 'Something is wrong with the relay.' });
  relay.answer = { kind: 'told', value: reading(9_000, 3) };
  await time.advance(2_000);
  expect(watch.now.line).toEqual({ state: 'live' });
  expect(watch.now.series.readings).toHaveLength(2);
});

test('DASH-9: a token that opens nothing any more ends it', async () => {
  const { time, relay, watch, lines } = scene();
  relay.answer = { kind: 'signed-out' };
  watch.begin();
  await time.advance(60_000);
  expect(relay.asked).toBe(1);
  expect(lines).toEqual(['signed-out']);
});
