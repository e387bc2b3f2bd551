/** Moments as a person reads them. All take the present moment, so that a test can choose it. */
import { counted } from './words.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

// Made once: making one takes longer than drawing the row that it is for.
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayOfThisYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayOfAnyYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** How long ago: `just now`, `5 minutes ago`, `3 hours ago`, then the date. Both in milliseconds. */
export function ago(at: number, now: number): string {
  const past = now - at;
  if (past < minute) return 'just now';
  if (past < hour) return `${counted(Math.floor(past / minute), 'minute')} ago`;
  if (past < day) return `${counted(Math.floor(past / hour), 'hour')} ago`;
  return moment(at, now);
}

/** A short form for narrow lists: the time today, else the day. */
export function brief(at: number, now: number): string {
  const date = new Date(at);
  if (new Date(now).toDateString() === date.toDateString()) {
    return clock.format(date);
  }
  const sameYear = new Date(now).getFullYear() === date.getFullYear();
  return (sameYear ? dayOfThisYear : dayOfAnyYear).format(date);
}

/** Date and time in full. */
export function moment(at: number, now: number): string {
  const time = clock.format(at);
  const day = brief(at, now);
  return day === time ? time : `${day}, ${time}`;
}

/** How long something lasts: `12 min`, `1 h`, `1 h 30 min`. */
export function lengthText(ms: number): string {
  const minutes = Math.round(ms / minute);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${minutes} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
