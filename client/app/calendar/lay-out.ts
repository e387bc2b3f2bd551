/**
 * Where appointments stand in the column of a day: by what the clock on the wall shows, and side by side where they
 * overlap. Knows no pixels.
 */
import { addDays, dayOf, minutesInDay, momentAt, wallMinutes, type Day } from '../days.ts';
import type { Booking } from './booking.ts';

export interface Placed {
  readonly booking: Booking;
  /** Minutes after midnight on the wall. */
  readonly from: number;
  readonly until: number;
  /** Which of `lanes` equally wide lanes, from 0. */
  readonly lane: number;
  readonly lanes: number;
}

/** What is shorter is drawn as long as this, so that it can be read and touched; in minutes. */
const shortest = 25;

interface Span {
  readonly booking: Booking;
  readonly from: number;
  readonly until: number;
}

/** The part of an appointment that falls on a day; undefined when none does. */
export function spanOn(day: Day, booking: Booking): Span | undefined {
  const begins = momentAt(day, 0);
  const ends = momentAt(addDays(day, 1), 0);
  if (booking.end <= begins || booking.start >= ends) return undefined;
  const from = Math.min(booking.start < begins ? 0 : wallMinutes(booking.start), minutesInDay - shortest);
  const until = booking.end >= ends ? minutesInDay : wallMinutes(booking.end);
  // When the clocks go back, an appointment may end at an earlier time than it began.
  const lasting = Math.max(shortest, until > from ? until - from : (booking.end - booking.start) / 60_000);
  return { booking, from, until: Math.min(minutesInDay, from + lasting) };
}

/** Everything on a day; whatever overlaps stands side by side, and what overlaps nothing has the whole width. */
export function layOut(day: Day, bookings: readonly Booking[]): readonly Placed[] {
  const spans = bookings
    .flatMap((booking) => spanOn(day, booking) ?? [])
    .sort((a, b) => a.from - b.from || b.until - a.until || (a.booking.row.id < b.booking.row.id ? -1 : 1));
  const placed: Placed[] = [];
  /** Those that hang together, and when each of their lanes is free again. */
  let group: { readonly span: Span; readonly lane: number }[] = [];
  let free: number[] = [];
  const close = (): void => {
    for (const { span, lane } of group) placed.push({ ...span, lane, lanes: free.length });
    group = [];
    free = [];
  };
  for (const span of spans) {
    if (free.every((until) => until <= span.from)) close();
    const found = free.findIndex((until) => until <= span.from);
    const lane = found < 0 ? free.length : found;
    free[lane] = span.until;
    group.push({ span, lane });
  }
  close();
  return placed;
}

export interface Times {
  readonly start: number;
  readonly end: number;
}

/** Appointments begin at a quarter of an hour when they are moved, in minutes. */
export const step = 15;

/**
 * An appointment moved by days and minutes on the wall: ten o'clock stays ten o'clock over a change of the clocks, and
 * it lasts as long as before. It stays within the day it is moved to.
 */
export function movedBy({ start, end }: Times, days: number, minutes: number): Times {
  const wall = Math.round((wallMinutes(start) + minutes) / step) * step;
  const moved = momentAt(addDays(dayOf(start), days), Math.max(0, Math.min(minutesInDay - step, wall)));
  return { start: moved, end: moved + (end - start) };
}

/** An appointment whose end is moved: never shorter than a step. */
export function endedBy({ start, end }: Times, minutes: number): Times {
  const lasting = Math.round(((end - start) / 60_000 + minutes) / step) * step;
  return { start, end: start + Math.max(step, lasting) * 60_000 };
}
