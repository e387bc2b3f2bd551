import { expect, test } from 'vitest';
import { fitWithin } from './fit-within.ts';

test.each([
  [4032, 3024, 2560, 1920],
  [3024, 4032, 1920, 2560],
  [800, 600, 800, 600],
  [2560, 1, 2560, 1],
  [100_000, 3, 2560, 1],
  [1, 100_000, 1, 2560],
])('PHOTO-10: %i × %i becomes %i × %i', (width, height, newWidth, newHeight) => {
  expect(fitWithin({ width, height }, 2560)).toEqual({ width: newWidth, height: newHeight });
});
