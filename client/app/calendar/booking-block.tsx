/** An appointment in the column of its day: opened by a click, moved by dragging it or with Shift and the arrows, its end by its lower edge. */
import { useDraggable } from '@dnd-kit/core';
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconUsers } from '@tabler/icons-react';
import { useEffect, useRef, type CSSProperties, type KeyboardEvent } from 'react';
import { useDevice } from '../device.ts';
import { colorOf } from '../people/color-of.ts';
import { initials } from '../words.ts';
import classes from './booking.module.css';
import { isOff, type Booking } from './booking.ts';
import { bookingLabel, bookingTitle, referred, timesText, typeText } from './booking-text.ts';
import { useCalendarActs } from './calendar-context.ts';
import { movedBy, step, type Placed } from './lay-out.ts';

const arrows: Readonly<Record<string, readonly [days: number, minutes: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -step],
  ArrowDown: [0, step],
};

/** What the ids of the lower edges begin with. */
export const endPrefix = 'end:';

interface BlockProps {
  readonly placed: Placed;
  readonly style: CSSProperties;
  /** In pixels: how much there is room to say. */
  readonly height: number;
}

export function BookingBlock({ placed: { booking }, style, height }: BlockProps) {
  const { replica } = useDevice();
  const { clashes, mayWrite, open, move, followed, follow } = useCalendarActs();
  const { row } = booking;
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: row.id, disabled: !mayWrite });
  const {
    setNodeRef: setEdgeRef,
    listeners: edgeListeners,
    isDragging: isEnding,
  } = useDraggable({ id: `${endPrefix}${row.id}`, disabled: !mayWrite });
  const clash = clashes.has(row.id);
  const lines = Math.floor((height - 6) / 17);
  const keys = (event: KeyboardEvent): void => {
    const by = event.shiftKey && mayWrite ? arrows[event.key] : undefined;
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    if (by[0] !== 0) follow(row.id);
    move(booking, (now) => movedBy(now, by[0], by[1]));
  };
  const button = useRef<HTMLButtonElement>(null);
  // In the column of another day it is another element.
  useEffect(() => {
    if (followed !== row.id || document.activeElement === button.current) return;
    button.current?.focus();
    follow(undefined);
  }, [followed, follow, row.id]);
  return (
    <div
      ref={setNodeRef}
      className={classes.block}
      style={style}
      data-testid="booking"
      data-booking={row.id}
      data-type={booking.type ?? ''}
      data-off={isOff(booking)}
      data-clash={clash}
      data-lifted={isDragging || isEnding}
      data-movable={mayWrite}
      {...listeners}
    >
      <UnstyledButton
        ref={button}
        className={classes.open ?? ''}
        onClick={() => open(booking)}
        onKeyDown={keys}
        data-open
        data-lines={Math.max(1, lines)}
      >
        <VisuallyHidden>{bookingLabel(replica, booking, clash)}</VisuallyHidden>
        <span className={classes.words} aria-hidden="true">
          <BookingWords booking={booking} lines={lines} clash={clash} />
        </span>
      </UnstyledButton>
      {mayWrite && <span ref={setEdgeRef} className={classes.edge} aria-hidden="true" {...edgeListeners} />}
    </div>
  );
}

/** As many lines as there is room for; the first has what matters. */
export function BookingWords({ booking, lines, clash }: { booking: Booking; lines: number; clash: boolean }) {
  const { replica } = useDevice();
  const { pending } = useCalendarActs();
  const { row, status, type } = booking;
  const title = bookingTitle(replica, booking);
  const second = [typeText(type), booking.client ? booking.subject : null].filter(Boolean).join(' · ');
  return (
    <>
      <span className={classes.line}>
        {clash && <IconUsers size={14} className={classes.warn} aria-hidden />}
        {row.review.length > 0 && (
          <span className="mark review-mark" data-mark="review">
            <IconAlertTriangle size={12} aria-hidden /> review
          </span>
        )}
        {status === 'done' && <IconCheck size={14} aria-hidden />}
        {lines < 2 && <span className={classes.time}>{timesText(booking).slice(0, 5)}</span>}
        <strong className={classes.title}>{title}</strong>
        <Face employee={booking.employee} />
      </span>
      {lines >= 2 && (
        <span className={classes.line}>
          <span className={classes.time}>{timesText(booking)}</span>
          {pending.has(row.id) && (
            <span className="mark" data-mark="pending">
              unsent
            </span>
          )}
        </span>
      )}
      {lines >= 3 && <span className={`${classes.line} ${classes.more}`}>{second}</span>}
      {lines >= 4 && booking.location && (
        <span className={`${classes.line} ${classes.more}`}>{booking.location}</span>
      )}
    </>
  );
}

export function Face({ employee }: { employee: string | null }) {
  const { replica } = useDevice();
  const row = referred(replica, 'employee', employee);
  const name = row?.fields['name'];
  const user = row?.fields['user'];
  if (typeof name !== 'string') return null;
  const color = colorOf(typeof user === 'string' && user !== '' ? user : name);
  return (
    <span
      className={`face ${classes.face}`}
      style={{ backgroundColor: color }}
      title={name}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}
