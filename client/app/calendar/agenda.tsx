/** Appointments one after the other, day by day: what a phone shows, and what is read aloud best. */
import { UnstyledButton } from '@mantine/core';
import type { Row } from '../../../shared/document/types.ts';
import { dayOf, dayText, type Day } from '../days.ts';
import { useDevice } from '../device.ts';
import { Empty } from '../parts/empty.tsx';
import { StatusPill } from '../parts/status-pill.tsx';
import { lengthText } from '../when.ts';
import { Face } from './booking-block.tsx';
import classes from './booking.module.css';
import { isOff, type Booking } from './booking.ts';
import { bookingTitle, referredTitle, timesText, typeText } from './booking-text.ts';
import { useCalendarActs } from './calendar-context.ts';
import pageClasses from './calendar.module.css';
import { PromisedDevices } from './promised-devices.tsx';
import type { CalendarPlace } from './use-calendar.ts';

interface AgendaProps {
  readonly place: CalendarPlace;
  readonly bookings: readonly Booking[];
  readonly promised: ReadonlyMap<Day, readonly Row[]>;
  readonly filtered: boolean;
}

export function Agenda({ place: { days, today }, bookings, promised, filtered }: AgendaProps) {
  const first = days[0] ?? today;
  // One that began before the first day still goes on then.
  const byDay = Map.groupBy(bookings, ({ start }) => {
    const day = dayOf(start);
    return day < first ? first : day;
  });
  const shown = days.filter((day) => byDay.has(day) || promised.has(day) || day === today);
  if (bookings.length === 0 && promised.size === 0) {
    return (
      <Empty title={filtered ? 'Nothing passes the filters' : 'Nothing is booked'}>
        From {dayText(first)} on, for four weeks.
      </Empty>
    );
  }
  return (
    <div className={pageClasses.agenda}>
      {shown.map((day) => (
        <section key={day} aria-label={dayText(day, 'long')} data-day={day}>
          <header className={pageClasses.agendaHead} data-today={day === today}>
            <h2>
              {day === today ? 'Today, ' : ''}
              {dayText(day)}
            </h2>
            <PromisedDevices rows={promised.get(day) ?? []} day={day} today={today} />
          </header>
          <ul className={pageClasses.items}>
            {(byDay.get(day) ?? []).map((booking) => (
              <li key={booking.row.id}>
                <Item booking={booking} />
              </li>
            ))}
            {!byDay.has(day) && <li className="quiet small">Nothing booked</li>}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Item({ booking }: { booking: Booking }) {
  const { replica } = useDevice();
  const { clashes, pending, open } = useCalendarActs();
  const { row, status, employee, subject, client, location } = booking;
  const more = [typeText(booking.type), client ? subject : null, location].filter(Boolean).join(' · ');
  return (
    <UnstyledButton
      className={classes.item ?? ''}
      data-testid="booking"
      data-booking={row.id}
      data-type={booking.type ?? ''}
      data-off={isOff(booking)}
      data-clash={clashes.has(row.id)}
      onClick={() => open(booking)}
    >
      <span className={classes.when}>
        <strong>{timesText(booking)}</strong>
        <span className="quiet small">{lengthText(booking.end - booking.start)}</span>
      </span>
      <span className={classes.what}>
        <strong className={classes.title}>{bookingTitle(replica, booking)}</strong>
        <span className={`quiet small ${classes.more}`}>{more}</span>
        <span className={classes.badges}>
          <Face employee={employee} />
          <span className="small">{referredTitle(replica, 'employee', employee) ?? ''}</span>
          {status !== null && status !== 'booked' && <StatusPill status={status} />}
          {clashes.has(row.id) && <span className="mark review-mark">double booked</span>}
          {row.review.length > 0 && (
            <span className="mark review-mark" data-mark="review">
              review
            </span>
          )}
          {pending.has(row.id) && (
            <span className="mark" data-mark="pending">
              unsent
            </span>
          )}
        </span>
      </span>
    </UnstyledButton>
  );
}
