import { expect, test } from 'vitest';
import type { QueueState } from '../../replica/types.ts';
import { describeQueued } from './describe-queue.ts';

const now = new Date(2026, 10, 25, 12).getTime();

test.each<[QueueState, string, RegExp]>([
  [{ step: 'pending' }, 'Waiting', /^$/],
  [{ step: 'sending' }, 'Sending', /^$/],
  [{ step: 'done', at: now - 61_000 }, 'Sent', /1 minute ago/],
  [
    { step: 'failed', reason: { kind: 'no-answer' }, tries: 2, nextTryAt: now + 60_000 },
    'Failed',
    /did not answer.*again at 12:01/,
  ],
  [
    { step: 'failed', reason: { kind: 'too-large' }, tries: 9, nextTryAt: null },
    'Failed',
    /larger.*next connection/,
  ],
  [
    { step: 'failed', reason: { kind: 'refused', code: 4413 }, tries: 1, nextTryAt: now - 1 },
    'Failed',
    /4413.*Being tried/,
  ],
  [{ step: 'failed', reason: { kind: 'storage' }, tries: 1, nextTryAt: null }, 'Failed', /could not read/],
  [
    { step: 'held-back', code: 4407, tries: 1, nextTryAt: null },
    'Not taken',
    /no room.*stays on this device/,
  ],
  [{ step: 'held-back', code: 4403, tries: 3, nextTryAt: null }, 'Not taken', /4403/],
])('APP-15: a queued record that is %j is told as %s', (state, short, long) => {
  const said = describeQueued(state, now, now);
  expect(said.short).toBe(short);
  expect(said.long).toMatch(long);
});
