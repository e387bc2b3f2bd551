import { expect, test } from 'vitest';
import { sizeText } from './size-text.ts';

test.each([
  [0, '0 KB'],
  [3, '1 KB'],
  [999_499, '999 KB'],
  [999_900, '1 MB'],
  [3_440_000, '3.4 MB'],
  [100_000_000, '100 MB'],
  [123_456_789, '123 MB'],
  [1_000_000_000, '1 GB'],
  [2_150_000_000, '2.2 GB'],
])('KEEP-6: %d bytes are told as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
