import { expect, test } from 'vitest';
import { howLong } from './how-long.ts';

test.each([
  [59_000, 'less than a minute'],
  [61_000, '1 minute'],
  [59 * 60_000, '59 minutes'],
  [3_600_000, '1 hour'],
  [47 * 3_600_000, '47 hours'],
  [49 * 3_600_000, '2 days'],
])('APP-15: %d milliseconds are told as %s', (milliseconds, words) => {
  expect(howLong(milliseconds)).toBe(words);
});
