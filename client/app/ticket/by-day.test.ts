import { expect, test } from 'vitest';
import { byDay, dayTitle } from './by-day.ts';

const at = (text: string): number => new Date(text).getTime();
const said = (id: string, when: string) => ({ id, at: at(when), by: 'ana', parts: {} });

test('RECORD-12: a conversation is told in the order in which it was said, whatever order it came in', () => {
  const days = byDay([
    said('c', '2026-11-25T09:00'),
    said('a', '2026-11-24T23:59'),
    said('b', '2026-11-25T00:01'),
    said('d', '2026-11-25T09:00'),
  ]);
  expect(days.map(({ day, entries }) => [day, entries.map(({ id }) => id).join('')])).toEqual([
    ['2026-11-24', 'a'],
    ['2026-11-25', 'bcd'],
  ]);
  expect(byDay([])).toEqual([]);
});

test.each([
  ['2026-11-25', 'Today'],
  ['2026-11-24', 'Yesterday'],
  ['2026-11-20', 'Fri 20 Nov'],
  ['2025-12-31', 'Wednesday 31 December 2025'],
])('RECORD-12: on 25 November 2026, %s is called %s', (day, title) => {
  expect(dayTitle(day, at('2026-11-25T12:00'))).toBe(title);
});
