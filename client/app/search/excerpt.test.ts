import { expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';

const shown = (text: string, ranges: readonly (readonly [number, number])[]): string =>
  excerptOf(text, ranges)
    .map(({ part, marked }) => (marked ? `[${part}]` : part))
    .join('');

test('FIND-4: what matches is marked, and of a long text only what stands around the first mark is shown', () => {
  expect(shown('RM-10042', [[3, 8]])).toBe('RM-[10042]');
  expect(shown('lamp', [])).toBe('lamp');
  expect(
    shown('ab ab', [
      [0, 2],
      [3, 5],
    ]),
  ).toBe('[ab] [ab]');
  const long = `${'x '.repeat(200)}lamp ${'y '.repeat(200)}`;
  const cut = shown(long, [[400, 404]]);
  expect(cut).toMatch(/^…[x ]+\[lamp\][y ]+…$/);
  expect(cut.length).toBeLessThan(150);
  expect(shown(`${'😀'.repeat(100)}lamp${'😀'.repeat(100)}`, [[200, 204]])).toContain('[lamp]');
});
