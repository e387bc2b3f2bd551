/** Days as columns of hours. Appointments are dragged over it; its half hours are walked through with the arrow keys. */
import { VisuallyHidden } from '@mantine/core';
import {
  DndContext,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
  type DragEndEvent,
  type DragMoveEvent,
} from '@dnd-kit/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import type { Row } from '../../../shared/document/types.ts';
import { addDays, dayText, isWeekend, minutesInDay, timeText, wallMinutes, type Day } from '../days.ts';
import { endPrefix } from './booking-block.tsx';
import type { Booking } from './booking.ts';
import { useCalendarActs } from './calendar-context.ts';
import { DayColumn, slotLength } from './day-column.tsx';
import { endedBy, movedBy, type Times } from './lay-out.ts';
import { PromisedDevices } from './promised-devices.tsx';
import classes from './time-grid.module.css';
import type { CalendarPlace } from './use-calendar.ts';

interface GridProps {
  readonly place: CalendarPlace;
  readonly bookings: readonly Booking[];
  readonly promised: ReadonlyMap<Day, readonly Row[]>;
}

/** Pixels of an hour: fingers need more. */
const hours = { fine: 56, coarse: 76 } as const;
/** When a shop opens, where the grid begins to be looked at; in minutes after midnight. */
const morning = 8 * 60;

/** The moment of a half hour, by its day and its minutes after midnight. */
interface Cursor {
  readonly day: Day;
  readonly minutes: number;
}

const steps: Readonly<Record<string, readonly [days: number, minutes: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -slotLength],
  ArrowDown: [0, slotLength],
};

export function TimeGrid({ place, bookings, promised }: GridProps) {
  const { days, today, now, setDay, setView } = place;
  const { move } = useCalendarActs();
  const coarse = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
  const hour = coarse ? hours.coarse : hours.fine;
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Cursor>();
  const cursor =
    chosen && days.includes(chosen.day) ? chosen : { day: days[0] ?? today, minutes: morning + 60 };
  const walked = useRef<string>(undefined);
  const { drag, ...dragging } = useBookingDrag(bookings, days.length, hour, grid, move);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  );

  const first = Math.min(morning, ...bookings.map(({ start }) => wallMinutes(start)));
  const begin = useRef((first / 60) * hour - 12);
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: begin.current });
  }, []);
  useEffect(() => {
    if (walked.current === undefined) return;
    const slot = grid.current?.querySelector<HTMLElement>(`[data-slot="${walked.current}"]`);
    walked.current = undefined;
    slot?.focus();
  });

  const keys = (event: KeyboardEvent): void => {
    const at = event.target instanceof HTMLElement ? event.target.dataset['slot'] : undefined;
    const by =
      event.ctrlKey || event.metaKey || event.altKey || event.shiftKey ? undefined : steps[event.key];
    if (at === undefined || !by) return;
    event.preventDefault();
    const [day = today, minutes = '0'] = at.split('/');
    const next = {
      day: addDays(day, by[0]),
      minutes: Math.max(0, Math.min(minutesInDay - slotLength, Number(minutes) + by[1])),
    };
    walked.current = `${next.day}/${next.minutes}`;
    setChosen(next);
    if (!days.includes(next.day)) setDay(next.day);
  };
  return (
    <DndContext sensors={sensors} {...dragging}>
      <div
        className={classes.scroll}
        ref={scroller}
        style={{ '--days': days.length, '--hour': `${hour}px` } as CSSProperties}
        data-days={days.length}
      >
        <div className={classes.heads}>
          <span className={classes.corner} />
          {days.map((day) => (
            <div key={day} className={classes.head} data-today={day === today} data-weekend={isWeekend(day)}>
              <button
                type="button"
                className={classes.dayButton}
                aria-current={day === today ? 'date' : undefined}
                onClick={() => {
                  setDay(day);
                  setView('day');
                }}
              >
                <VisuallyHidden>{dayText(day, 'long')}</VisuallyHidden>
                <span aria-hidden="true">{dayText(day).slice(0, 3)}</span>
                <strong aria-hidden="true">{Number(day.slice(8))}</strong>
              </button>
              <PromisedDevices rows={promised.get(day) ?? []} day={day} today={today} />
            </div>
          ))}
        </div>
        <div className={classes.body} ref={grid} onKeyDown={keys}>
          <div className={classes.gutter} aria-hidden="true">
            {Array.from({ length: 23 }, (_, at) => (
              <span key={at} style={{ top: (at + 1) * hour }}>
                {timeText((at + 1) * 60)}
              </span>
            ))}
          </div>
          {days.map((day) => (
            <DayColumn
              key={day}
              day={day}
              bookings={bookings}
              hour={hour}
              cursor={day === cursor.day ? cursor.minutes : undefined}
              now={day === today ? wallMinutes(now) : undefined}
              ghost={drag}
            />
          ))}
        </div>
      </div>
    </DndContext>
  );
}

/** Where a dragged appointment, or its end, would come to lie. */
function useBookingDrag(
  bookings: readonly Booking[],
  days: number,
  hour: number,
  grid: RefObject<HTMLDivElement | null>,
  move: (booking: Booking, how: (now: Times) => Times) => void,
) {
  const [drag, setDrag] = useState<Booking>();
  const aim = ({ active, delta }: DragMoveEvent): { booking: Booking; to: Times } | undefined => {
    const id = String(active.id);
    const ends = id.startsWith(endPrefix);
    const wanted = ends ? id.slice(endPrefix.length) : id;
    const booking = bookings.find(({ row }) => row.id === wanted);
    if (!booking) return undefined;
    const minutes = (delta.y / hour) * 60;
    if (ends) return { booking, to: endedBy(booking, minutes) };
    const width = grid.current?.querySelector('[data-day]')?.clientWidth ?? 0;
    const by = days > 1 && width > 0 ? Math.round(delta.x / width) : 0;
    return { booking, to: movedBy(booking, by, minutes) };
  };
  return {
    drag,
    onDragMove: (event: DragMoveEvent): void => {
      const aimed = aim(event);
      setDrag(aimed && { ...aimed.booking, ...aimed.to });
    },
    onDragEnd: (event: DragEndEvent): void => {
      setDrag(undefined);
      const aimed = aim(event);
      if (!aimed) return;
      const { booking, to } = aimed;
      if (to.start !== booking.start || to.end !== booking.end) move(booking, () => to);
    },
    onDragCancel: (): void => setDrag(undefined),
  };
}
