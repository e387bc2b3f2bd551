/** The column of one day: half hours that can be chosen, the appointments above them, and a line where it is now. */
import { memo, useMemo } from 'react';
import { dayText, minutesInDay, momentAt, timeText, wallMinutes, type Day } from '../days.ts';
import { BookingBlock, BookingWords } from './booking-block.tsx';
import bookingClasses from './booking.module.css';
import type { Booking } from './booking.ts';
import { useCalendarActs } from './calendar-context.ts';
import { layOut, spanOn } from './lay-out.ts';
import classes from './time-grid.module.css';

/** In minutes. */
export const slotLength = 30;

interface ColumnProps {
  readonly day: Day;
  readonly bookings: readonly Booking[];
  /** Pixels of an hour. */
  readonly hour: number;
  /** Minutes after midnight of the slot in the order of the Tab key; undefined when it is on another day. */
  readonly cursor: number | undefined;
  /** Minutes after midnight where it is now; undefined on other days. */
  readonly now: number | undefined;
  /** An appointment under the finger, where it would be if it were let go. */
  readonly ghost: Booking | undefined;
}

export function DayColumn({ day, bookings, hour, cursor, now, ghost }: ColumnProps) {
  const placed = useMemo(() => layOut(day, bookings), [day, bookings]);
  const { book, mayWrite } = useCalendarActs();
  const pixels = (minutes: number): number => (minutes / 60) * hour;
  const shadow = ghost && spanOn(day, ghost);
  return (
    <div className={classes.day} role="group" aria-label={dayText(day, 'long')} data-day={day}>
      {mayWrite && <Slots day={day} hour={hour} cursor={cursor} book={book} />}
      {placed.map((each) => {
        const height = pixels(each.until - each.from);
        return (
          <BookingBlock
            key={each.booking.row.id}
            placed={each}
            height={height}
            style={{
              top: pixels(each.from),
              height: height - 1,
              left: `calc(${(each.lane / each.lanes) * 100}% + 2px)`,
              width: `calc(${100 / each.lanes}% - 6px)`,
            }}
          />
        );
      })}
      {ghost && shadow && (
        <div
          className={`${bookingClasses.block} ${bookingClasses.ghost}`}
          style={{ top: pixels(shadow.from), height: pixels(shadow.until - shadow.from), left: 2, right: 4 }}
          data-type={ghost.type ?? ''}
          data-testid="ghost"
        >
          <div className={bookingClasses.open}>
            <BookingWords booking={ghost} lines={2} clash={false} />
          </div>
        </div>
      )}
      {now !== undefined && <div className={classes.now} style={{ top: pixels(now) }} data-testid="now" />}
    </div>
  );
}

interface SlotsProps {
  readonly day: Day;
  readonly hour: number;
  readonly cursor: number | undefined;
  readonly book: (start: number) => void;
}

const slots = Array.from({ length: minutesInDay / slotLength }, (_, at) => at * slotLength);

const Slots = memo(function Slots({ day, hour, cursor, book }: SlotsProps) {
  return slots.map((minutes) => {
    const start = momentAt(day, minutes);
    // On one night of the year the clocks skip an hour: nobody can come then.
    const skipped = wallMinutes(start) !== minutes;
    return (
      <button
        key={minutes}
        type="button"
        className={classes.slot}
        style={{ top: (minutes / 60) * hour, height: (slotLength / 60) * hour }}
        disabled={skipped}
        tabIndex={minutes === cursor ? 0 : -1}
        data-slot={`${day}/${minutes}`}
        data-hour={minutes % 60 === 0}
        aria-label={`Book ${dayText(day)}, ${timeText(minutes)}`}
        onClick={() => book(start)}
      />
    );
  });
});
