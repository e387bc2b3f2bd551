import { expect, test } from 'vitest';
import { whatIsMissing } from './what-is-missing.ts';

const asked = { live: false, turnedAway: false };

test('RECORD-8: what the relay does not show is told as what it does not have, and nobody looks for it for ever', () => {
  const has = whatIsMissing({ live: true, turnedAway: false }, 'completed', true);
  const shows = whatIsMissing({ live: false, turnedAway: true }, 'completed', true);
  expect([has, shows]).toEqual(['none', 'none']);
});

test('RECORD-8: as long as an answer can come it is looked for, and without a connection nobody can know', () => {
  for (const state of ['opening', 'connecting', 'syncing', 'completed', 'idle'] as const)
    expect(whatIsMissing(asked, state, true)).toBe('looking');
  for (const state of ['offline', 'error'] as const)
    expect(whatIsMissing(asked, state, true)).toBe('unknown');
  expect(whatIsMissing({ live: true, turnedAway: false }, 'completed', false)).toBe('looking');
});
