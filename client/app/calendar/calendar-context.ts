/** What every appointment on the calendar is told and may ask for. */
import { createContext, useContext } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import type { Booking } from './booking.ts';
import type { Times } from './lay-out.ts';

export interface CalendarActs {
  readonly clashes: ReadonlySet<string>;
  /** Ids of appointments with unsent edits. */
  readonly pending: ReadonlySet<string>;
  readonly mayWrite: boolean;
  readonly open: (booking: Booking) => void;
  /** `how` is given the times as they are when it is written: two keys pressed quickly move twice. */
  readonly move: (booking: Booking, how: (now: Times) => Times) => void;
  /** The appointment that takes the focus along when keys move it to another day. */
  readonly followed: string | undefined;
  readonly follow: (id: string | undefined) => void;
  /** Asks for a new appointment at that moment, in milliseconds. */
  readonly book: (start: number) => void;
}

export const CalendarContext = createContext<CalendarActs | null>(null);

export const useCalendarActs = (): CalendarActs =>
  must(useContext(CalendarContext), 'an appointment outside the calendar');
