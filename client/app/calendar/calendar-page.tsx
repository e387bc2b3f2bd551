/** The shop's calendar: appointments by day, by week or as an agenda (row P6). All of it works without a network. */
import { Anchor } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useMemo, useState, type KeyboardEvent } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { changeRecord, tellAway } from '../change-record.ts';
import { recordName } from '../record-name.ts';
import { dayOf, dayText, momentAt, wallMinutes } from '../days.ts';
import { useDevice } from '../device.ts';
import { Notice, useNotice } from '../parts/notice.tsx';
import { useHere } from '../people/use-people.ts';
import { listPath } from '../route.ts';
import { followLink } from '../shell/follow-link.ts';
import { usePendingOf } from '../status/use-status.ts';
import { useRole } from '../use-role.ts';
import { useOpened } from '../use-route.ts';
import { counted } from '../words.ts';
import { Agenda } from './agenda.tsx';
import { AppointmentDrawer } from './appointment-drawer.tsx';
import type { Booking } from './booking.ts';
import { bookingTitle, timesText } from './booking-text.ts';
import { CalendarContext, type CalendarActs } from './calendar-context.ts';
import { CalendarHead } from './calendar-head.tsx';
import classes from './calendar.module.css';
import type { Times } from './lay-out.ts';
import { NewAppointment } from './new-appointment.tsx';
import { TimeGrid } from './time-grid.tsx';
import { useCalendar, useCalendarFilter, useCalendarPlace, type View } from './use-calendar.ts';

const kind = must(kindNamed('appointment'), 'a schema without appointments');

const viewKeys: Readonly<Record<string, View>> = { d: 'day', w: 'week', a: 'agenda' };

/** A time in the future at which somebody could come: the next half hour, in milliseconds. */
const nextHalfHour = (now: number): number => Math.ceil(now / 1_800_000) * 1_800_000;

export function CalendarPage() {
  const { replica, time } = useDevice();
  const role = useRole();
  const phone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const narrow = useMediaQuery('(max-width: 1300px)', false, { getInitialValueInEffect: false });
  const place = useCalendarPlace(phone ? 'agenda' : 'week');
  const filter = useCalendarFilter();
  const calendar = useCalendar(place.days, filter.filter);
  const [opened, setOpened] = useOpened('appointment');
  const [start, setStart] = useState<number>();
  const { told, tell } = useNotice();
  const pending = usePendingOf('appointment');
  const name = recordName('appointment', opened);
  useHere(undefined, '');
  const may = mayWrite({ author: replica.user.id, role }, kind.fields.get('start'));

  const { days, setDay } = place;
  const move = useCallback(
    (booking: Booking, how: (now: Times) => Times): void => {
      const moving = recordName('appointment', booking.row.id);
      if (!moving) return;
      const write = (wanted: (now: Times) => Times): Promise<{ was: Times; is: Times }> =>
        changeRecord(replica, moving, (entity) => {
          const [start, end] = [entity.get('start'), entity.get('end')];
          const was = typeof start === 'number' && typeof end === 'number' ? { start, end } : booking;
          const is = wanted(was);
          entity.change(() => {
            if (start !== is.start) entity.set('start', is.start);
            if (end !== is.end) entity.set('end', is.end);
          });
          return { was, is };
        });
      const run = async (): Promise<void> => {
        const { was, is } = await write(how);
        const day = dayOf(is.start);
        if (!days.includes(day)) setDay(day);
        tell({
          text: `${bookingTitle(replica, booking)}: ${dayText(day)}, ${timesText(is)}`,
          action: { label: 'Undo', run: () => void write(() => was) },
        });
      };
      run().catch(tellAway(replica, tell));
    },
    [replica, tell, days, setDay],
  );
  const book = useCallback((at: number) => setStart(at), []);
  const open = useCallback((booking: Booking) => setOpened(booking.row.id), [setOpened]);
  const [followed, follow] = useState<string>();
  const acts: CalendarActs = {
    clashes: calendar.clashes,
    pending,
    mayWrite: may,
    open,
    move,
    book,
    followed,
    follow,
  };
  const bookOn = (): void => {
    const soon = nextHalfHour(time.now());
    setStart(place.day === place.today ? soon : momentAt(place.day, Math.max(540, wallMinutes(soon))));
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const view = viewKeys[event.key];
    if (view) place.setView(view);
    else if (event.key === 't') place.setDay(place.today);
    else if (event.key === 'n' && may) bookOn();
    else if (event.key === 'PageDown') place.turn(1);
    else if (event.key === 'PageUp') place.turn(-1);
    else return;
    event.preventDefault();
  };
  const { bookings, total, clashes, untimed } = calendar;
  const notes = useMemo(
    () =>
      [
        total > bookings.length && `${bookings.length} of ${counted(total, 'appointment')} shown`,
        clashes.size > 0 && `${counted(clashes.size, 'appointment')} double booked`,
        !replica.rowsLoaded && 'reading this device…',
      ].filter((note) => note !== false),
    [total, bookings, clashes, replica.rowsLoaded],
  );
  return (
    <CalendarContext value={acts}>
      <main className={classes.page} data-testid="calendar" data-view={place.view} onKeyDown={keys}>
        <CalendarHead
          place={place}
          filter={filter}
          locations={calendar.locations}
          narrow={narrow}
          book={may ? bookOn : undefined}
        />
        {(notes.length > 0 || untimed > 0) && (
          <p className={classes.note}>
            {notes.join(' · ')}
            {untimed > 0 && (
              <>
                {notes.length > 0 && ' · '}
                <Anchor inherit href={listPath(replica.shop, 'appointment')} onClick={followLink}>
                  {counted(untimed, 'appointment')} without a time
                </Anchor>
              </>
            )}
          </p>
        )}
        {place.view === 'agenda' ? (
          <Agenda
            place={place}
            bookings={bookings}
            promised={calendar.promised}
            filtered={total > bookings.length}
          />
        ) : (
          <TimeGrid place={place} bookings={bookings} promised={calendar.promised} />
        )}
        <NewAppointment
          start={start}
          employee={filter.filter.employee}
          location={filter.filter.location}
          phone={phone}
          close={() => setStart(undefined)}
          booked={(id, times) => {
            setStart(undefined);
            tell({
              text: `Booked: ${dayText(dayOf(times.start))}, ${timesText(times)}`,
              action: { label: 'Open', run: () => setOpened(id) },
            });
          }}
        />
        <AppointmentDrawer name={name} phone={phone} close={() => setOpened(null)} />
        <Notice told={told} close={() => tell(undefined)} />
      </main>
    </CalendarContext>
  );
}

const typing = (target: EventTarget): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName));
