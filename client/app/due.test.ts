import { expect, test } from 'vitest';
import { addDays } from './days.ts';
import { dueChoices, dueDays, isDue, parseDue, type DueChoice } from './due.ts';

const wednesday = '2026-11-25';
const sunday = '2026-11-29';
const within = (choice: DueChoice, today: string, days: readonly number[]): boolean[] =>
  days.map((by) => isDue(addDays(today, by), choice, today));

test('BOARD-5: overdue ends yesterday, the week on Sunday, and what has no day is in none', () => {
  const days = [-1, 0, 1, 4, 5];
  expect(within('overdue', wednesday, days)).toEqual([true, false, false, false, false]);
  expect(within('today', wednesday, days)).toEqual([false, true, false, false, false]);
  expect(within('week', wednesday, days)).toEqual([false, true, true, true, false]);
  expect(dueChoices.map((choice) => isDue(null, choice, wednesday))).toEqual([false, false, false]);
});

test('BOARD-5: on a Sunday the week is that day, on a Monday all seven, also over the change of the clocks', () => {
  expect(within('week', sunday, [-1, 0, 1])).toEqual([false, true, false]);
  expect(within('week', addDays(sunday, 1), [-1, 0, 6, 7])).toEqual([false, true, true, false]);
  expect(dueDays('week', '2026-03-28')).toEqual({ from: '2026-03-28', before: '2026-03-30' });
});

test('BOARD-5: an address names a choice or none', () => {
  expect([...dueChoices, 'whenever', '', null].map(parseDue)).toEqual([
    ...dueChoices,
    undefined,
    undefined,
    undefined,
  ]);
});
