/** Moments as a person reads them. All take the present moment, so that a test can choose it. */
import { counted } from './words.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

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
    return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  }
  const sameYear = new Date(now).getFullYear() === date.getFullYear();
  return date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** Date and time in full. */
export function moment(at: number, now: number): string {
  const time = new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
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
