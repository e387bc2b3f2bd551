/** What is due, as filters in addresses say it: one meaning for lists and the bench (rule BOARD-5). */
import { addDays, weekOf, type Day } from './days.ts';

export const dueChoices = ['overdue', 'today', 'week'] as const;
export type DueChoice = (typeof dueChoices)[number];

export const dueWords: Readonly<Record<DueChoice, string>> = {
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Due this week',
};

/** Days from the first, when there is one, until the day before `before`. */
interface Days {
  readonly from?: Day;
  readonly before: Day;
}

/** `overdue` is before today, `today` is today, `week` is from today to Sunday. */
export function dueDays(choice: DueChoice, today: Day): Days {
  if (choice === 'overdue') return { before: today };
  return { from: today, before: choice === 'today' ? addDays(today, 1) : addDays(weekOf(today), 7) };
}

/** @param due null for what has no day, which is due never */
export function isDue(due: Day | null, choice: DueChoice, today: Day): boolean {
  if (due === null) return false;
  const { from, before } = dueDays(choice, today);
  return due < before && (from === undefined || due >= from);
}

/** The choice that an address names; undefined for none. */
export const parseDue = (text: string | null): DueChoice | undefined =>
  dueChoices.find((choice) => choice === text);
