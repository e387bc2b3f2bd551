/** When a device is promised for, short enough for a card. */
import { daysBetween, dayText, weekdayName, type Day } from '../days.ts';
import { counted } from '../words.ts';

export type DueTone = 'late' | 'today' | 'later';

export function dueText(due: Day, today: Day): { readonly text: string; readonly tone: DueTone } {
  const days = daysBetween(today, due);
  if (days < 0) return { text: `${counted(-days, 'day')} late`, tone: 'late' };
  if (days === 0) return { text: 'today', tone: 'today' };
  if (days === 1) return { text: 'tomorrow', tone: 'later' };
  if (days < 7) return { text: weekdayName(due), tone: 'later' };
  return { text: dayText(due).slice(4), tone: 'later' };
}
