/** An appointment as the calendar reads it from its row, once for each row. One without a time is on no calendar. */
import type { Row } from '../../../shared/document/types.ts';
import { filledText } from '../list/text-of.ts';

export interface Booking {
  readonly row: Row;
  /** In milliseconds, and never before or at `start`. */
  readonly start: number;
  readonly end: number;
  readonly type: string | null;
  readonly status: string | null;
  readonly subject: string | null;
  readonly location: string | null;
  /** Ids of the records that it names. */
  readonly client: string | null;
  readonly employee: string | null;
  readonly order: string | null;
  readonly device: string | null;
}

/** How long an appointment lasts whose end nobody wrote, or wrote before its start, in milliseconds. */
export const usualLength = 30 * 60_000;

function read(row: Row): Booking | null {
  const { fields } = row;
  const start = fields['start'];
  const end = fields['end'];
  if (typeof start !== 'number') return null;
  const part = (name: string): string | null => filledText(fields[name]);
  return {
    row,
    start,
    end: typeof end === 'number' && end > start ? end : start + usualLength,
    type: part('type'),
    status: part('status'),
    subject: part('subject'),
    location: part('location'),
    client: part('client'),
    employee: part('employee'),
    order: part('order'),
    device: part('device'),
  };
}

const known = new WeakMap<Row, Booking | null>();

export function bookingOf(row: Row): Booking | null {
  let booking = known.get(row);
  if (booking === undefined) known.set(row, (booking = read(row)));
  return booking;
}

/** Nobody waits for it any more. */
export const isOff = ({ status }: Booking): boolean => status === 'cancelled' || status === 'missed';

export const overlap = (a: Pick<Booking, 'start' | 'end'>, b: Pick<Booking, 'start' | 'end'>): boolean =>
  a.start < b.end && b.start < a.end;

/** The ids of appointments for which one person would have to be in two places (rule CAL-4). */
export function clashes(bookings: readonly Booking[]): ReadonlySet<string> {
  const found = new Set<string>();
  const byEmployee = Map.groupBy(
    bookings.filter((booking) => booking.employee !== null && !isOff(booking)),
    ({ employee }) => employee,
  );
  for (const theirs of byEmployee.values()) {
    const sorted = theirs.toSorted((a, b) => a.start - b.start);
    /** The one among those before that ends last: whoever overlaps any of them overlaps it. */
    let last: Booking | undefined;
    for (const booking of sorted) {
      if (last && overlap(last, booking)) found.add(last.row.id).add(booking.row.id);
      if (!last || booking.end > last.end) last = booking;
    }
  }
  return found;
}
