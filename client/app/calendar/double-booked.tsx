/** Says that somebody is booked already at that time: it stops nobody (rule CAL-4). */
import { useDevice } from '../device.ts';
import { bookingOf, isOff, overlap } from './booking.ts';
import { bookingTitle, referredTitle, timesText } from './booking-text.ts';
import classes from './calendar.module.css';
import type { Times } from './lay-out.ts';

interface DoubleProps {
  readonly employee: string | null;
  readonly times: Times;
  /** The id of the appointment itself, when it is there already. */
  readonly self?: string;
}

/** Longer than any appointment of a shop, in milliseconds. */
const longest = 7 * 86_400_000;

export function DoubleBooked({ employee, times, self }: DoubleProps) {
  const { replica } = useDevice();
  if (employee === null) return null;
  const { rows } = replica.rows({
    kind: 'appointment',
    where: { employee, start: { from: times.start - longest, before: times.end } },
    limit: 200,
  });
  const others = rows
    .flatMap((row) => bookingOf(row) ?? [])
    .filter((booking) => booking.row.id !== self && !isOff(booking) && overlap(booking, times));
  const [other] = others;
  if (!other) return null;
  return (
    <p className={classes.warning} role="status" data-testid="double-booked">
      {referredTitle(replica, 'employee', employee) ?? 'This person'} is booked then already:{' '}
      {bookingTitle(replica, other)}, {timesText(other)}
      {others.length > 1 && `, and ${others.length - 1} more`}.
    </p>
  );
}
