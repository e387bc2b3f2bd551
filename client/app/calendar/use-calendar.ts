/** What the calendar shows, as its address says it (`?day=2026-11-25&view=week`), and the appointments in it as they change. */
import { useCallback, useMemo } from 'react';
import type { Row } from '../../../shared/document/types.ts';
import type { Replica } from '../../replica/types.ts';
import { stageOf } from '../board/stages.ts';
import { calmly } from '../calmly.ts';
import { addDays, dayOf, momentAt, parseDay, weekOf, type Day } from '../days.ts';
import { useDevice } from '../device.ts';
import { useNow } from '../status/use-status.ts';
import { useReading } from '../use-reading.ts';
import { useQuery } from '../use-route.ts';
import { bookingOf, clashes, type Booking } from './booking.ts';

export const views = ['day', 'week', 'agenda'] as const;
export type View = (typeof views)[number];

/** How many days an agenda looks ahead. */
const agendaDays = 28;
/** Nothing in a shop lasts longer: how far back an appointment may have begun that still goes on; in days. */
const longest = 7;
const everything = 100_000;

export interface CalendarPlace {
  readonly view: View;
  readonly day: Day;
  readonly days: readonly Day[];
  readonly today: Day;
  /** This machine's clock, in milliseconds: what the clock on the wall beside it shows. */
  readonly now: number;
  readonly setDay: (day: Day) => void;
  /** The same where each key changes it, which is no step to go back to. */
  readonly typeDay: (day: Day) => void;
  readonly setView: (view: View) => void;
  /** As far on or back as the view shows. */
  readonly turn: (pages: 1 | -1) => void;
}

/** @param usual the view when the address names none */
export function useCalendarPlace(usual: View): CalendarPlace {
  const [dayText, setDayText] = useQuery('day');
  const [viewText, setViewText] = useQuery('view');
  const now = useNow();
  const today = dayOf(now);
  const day = parseDay(dayText) ?? today;
  const view = views.find((each) => each === viewText) ?? usual;
  const days = useMemo(() => daysOf(view, day), [view, day]);
  const setDay = useCallback((wanted: Day) => setDayText(wanted, { step: true }), [setDayText]);
  return {
    view,
    day,
    days,
    today,
    now,
    setDay,
    typeDay: useCallback((wanted: Day) => setDayText(wanted), [setDayText]),
    setView: useCallback((wanted: View) => setViewText(wanted, { step: true }), [setViewText]),
    turn: (pages) => setDay(addDays(day, pages * (view === 'day' ? 1 : 7))),
  };
}

export function daysOf(view: View, day: Day): readonly Day[] {
  if (view === 'day') return [day];
  const first = view === 'week' ? weekOf(day) : day;
  return Array.from({ length: view === 'week' ? 7 : agendaDays }, (_, at) => addDays(first, at));
}

export interface CalendarFilter {
  readonly employee: string;
  readonly location: string;
  readonly type: string;
}

export function useCalendarFilter() {
  const [employee, setEmployee] = useQuery('employee');
  const [location, setLocation] = useQuery('location');
  const [type, setType] = useQuery('type');
  const filter = useMemo<CalendarFilter>(() => ({ employee, location, type }), [employee, location, type]);
  return { filter, setEmployee, setLocation, setType };
}

export const passes = (filter: CalendarFilter, booking: Booking): boolean =>
  (filter.employee === '' || booking.employee === filter.employee) &&
  (filter.location === '' || booking.location === filter.location) &&
  (filter.type === '' || booking.type === filter.type);

export interface Calendar {
  /** Those that pass the filter, the earliest first. */
  readonly bookings: readonly Booking[];
  /** How many there are on these days, whether they pass or not. */
  readonly total: number;
  /** Ids of appointments that want one person in two places; the filter does not hide the other one's clash. */
  readonly clashes: ReadonlySet<string>;
  /** Devices in the shop by the day for which they are promised. */
  readonly promised: ReadonlyMap<Day, readonly Row[]>;
  readonly locations: readonly string[];
  /** Appointments that have no time, and so no place here. */
  readonly untimed: number;
}

export function useCalendar(days: readonly Day[], filter: CalendarFilter): Calendar {
  const { replica } = useDevice();
  const subscribe = useMemo(
    () =>
      calmly((changed) => {
        const stops = ['appointment', 'device', 'client', 'employee'].map((kind) =>
          replica.subscribeRows(kind, changed),
        );
        return () => {
          for (const stop of stops) stop();
        };
      }),
    [replica],
  );
  const first = days[0] ?? '';
  const after = addDays(days.at(-1) ?? '', 1);
  const read = useCallback(() => look(replica, first, after, filter), [replica, first, after, filter]);
  return useReading(subscribe, read);
}

function look(replica: Replica, first: Day, after: Day, filter: CalendarFilter): Calendar {
  const begins = momentAt(first, 0);
  const { rows } = replica.rows({
    kind: 'appointment',
    where: { start: { from: momentAt(addDays(first, -longest), 0), before: momentAt(after, 0) } },
    sort: { by: 'start' },
    limit: everything,
  });
  const all = rows.flatMap((row) => bookingOf(row) ?? []).filter(({ end }) => end > begins);
  const devices = replica.rows({
    kind: 'device',
    where: { readyBy: { from: first, before: after } },
    limit: everything,
  }).rows;
  const here = devices.filter(
    ({ fields: { status } }) => !stageOf(typeof status === 'string' ? status : null).gone,
  );
  const places = [...replica.counts({ kind: 'appointment', field: 'location' }).keys()];
  return {
    bookings: all.filter((booking) => passes(filter, booking)),
    total: all.length,
    clashes: clashes(all),
    promised: Map.groupBy(here, ({ fields: { readyBy } }) => (typeof readyBy === 'string' ? readyBy : '')),
    locations: places.flatMap((place) => (typeof place === 'string' && place !== '' ? [place] : [])).sort(),
    untimed: replica.rows({ kind: 'appointment', where: { start: null }, limit: 0 }).total,
  };
}
