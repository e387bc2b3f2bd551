/** A conversation in the order in which it was said, by the days of this place. What was said offline takes its place in time. */
import type { LedgerEntry } from '../../../shared/document/types.ts';
import { addDays, dayOf, dayText, type Day } from '../days.ts';

export interface DayOfTalk {
  readonly day: Day;
  readonly entries: readonly LedgerEntry[];
}

export function byDay(entries: readonly LedgerEntry[]): readonly DayOfTalk[] {
  const days: { day: Day; entries: LedgerEntry[] }[] = [];
  for (const entry of entries.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** `Today`, `Yesterday`, else the date; with its year where that is another one. */
export function dayTitle(day: Day, now: number): string {
  const today = dayOf(now);
  if (day === today) return 'Today';
  if (day === addDays(today, -1)) return 'Yesterday';
  return day.slice(0, 4) === today.slice(0, 4) ? dayText(day) : dayText(day, 'long');
}
