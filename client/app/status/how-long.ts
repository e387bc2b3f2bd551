/** A stretch of time as a person says it: `less than a minute`, `12 minutes`, `3 hours`, `2 days`. In milliseconds. */
import { counted } from '../words.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function howLong(milliseconds: number): string {
  if (milliseconds < minute) return 'less than a minute';
  if (milliseconds < hour) return counted(Math.floor(milliseconds / minute), 'minute');
  if (milliseconds < 2 * day) return counted(Math.floor(milliseconds / hour), 'hour');
  return counted(Math.floor(milliseconds / day), 'day');
}
