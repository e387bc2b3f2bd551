/**
 * Calendar days of the place where this device is, and the moments in them. A day is a date without a zone, counted as
 * dates; a moment is milliseconds. The two meet only here, so that a day of 23 or 25 hours is nobody else's concern.
 */

/** `YYYY-MM-DD`, as dates are stored; days compare as texts do. */
export type Day = string;

export const minutesInDay = 24 * 60;

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const oneDay = 86_400_000;

/** Midnight of the date in universal time: for counting days, never a moment in the shop. */
function counted(day: Day): number {
  const [, year = '0', month = '1', date = '1'] = pattern.exec(day) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(date));
}

const uncounted = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** Reads a day from an address or an input; undefined for what is none, such as the 30th of February. */
export function parseDay(text: string): Day | undefined {
  const [, year] = pattern.exec(text) ?? [];
  // Dates before 1970 and after 2200 are mistakes of typing; scripts of years below 100 read them as other years.
  if (year === undefined || Number(year) < 1970 || Number(year) > 2200) return undefined;
  return uncounted(counted(text)) === text ? text : undefined;
}

const two = (part: number): string => String(part).padStart(2, '0');

/** The day that it is at a moment, here. */
export function dayOf(at: number): Day {
  const date = new Date(at);
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export const addDays = (day: Day, days: number): Day => uncounted(counted(day) + days * oneDay);

/** Whole days from one to the other; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((counted(to) - counted(from)) / oneDay);

/** The Monday of the day's week. */
export const weekOf = (day: Day): Day => addDays(day, -((new Date(counted(day)).getUTCDay() + 6) % 7));

export const isWeekend = (day: Day): boolean => [0, 6].includes(new Date(counted(day)).getUTCDay());

/**
 * The moment at which a clock on the wall shows `minutes` after midnight. One that the clocks skip is the one that they
 * show instead; of one that they show twice the first is meant.
 */
export function momentAt(day: Day, minutes: number): number {
  const [, year = '0', month = '1', date = '1'] = pattern.exec(day) ?? [];
  return new Date(Number(year), Number(month) - 1, Number(date), 0, minutes).getTime();
}

/** What a clock on the wall shows, in minutes after midnight. */
export function wallMinutes(at: number): number {
  const date = new Date(at);
  return date.getHours() * 60 + date.getMinutes();
}

/** `09:30`, as an input of a time has it. */
export const timeText = (minutes: number): string =>
  `${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes % 60))}`;

/** Minutes after midnight; undefined for what is no time. */
export function parseTime(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(text.trim()) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  return Number(hours) < 24 && Number(minutes) < 60 ? Number(hours) * 60 + Number(minutes) : undefined;
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const weekdayName = (day: Day): string => weekdays[new Date(counted(day)).getUTCDay()] ?? '';

/** A day as words: `Wed 25 Nov`; when `long`, `Wednesday 25 November 2026`. */
export function dayText(day: Day, form: 'short' | 'long' = 'short'): string {
  const date = new Date(counted(day));
  const month = months[date.getUTCMonth()] ?? '';
  return form === 'long'
    ? `${weekdayName(day)} ${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`
    : `${weekdayName(day).slice(0, 3)} ${date.getUTCDate()} ${month.slice(0, 3)}`;
}

/** The month of a day: `November 2026`. */
export function monthText(day: Day): string {
  const date = new Date(counted(day));
  return `${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}
