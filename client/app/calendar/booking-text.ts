/** How an appointment reads: what it is, when, with whom. */
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityId, type KindName } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { Replica } from '../../replica/types.ts';
import { dayOf, dayText, timeText, wallMinutes } from '../days.ts';
import { titleOf } from '../list/title-of.ts';
import { inWords } from '../words.ts';
import type { Booking } from './booking.ts';

/** The record that an appointment names, as far as this device knows it. */
export function referred(replica: Replica, kind: string, id: string | null): Row | undefined {
  const parsed = id === null ? undefined : parseEntityId(id);
  return parsed && replica.row({ kind: kind as KindName, id: parsed });
}

export function referredTitle(replica: Replica, kind: string, id: string | null): string | undefined {
  const row = referred(replica, kind, id);
  return row && titleOf(must(kindNamed(kind), `a schema without ${kind}`), row);
}

/** The client where there is one, else what it is about, else what kind of appointment it is. */
export function bookingTitle(replica: Replica, booking: Booking): string {
  const client = referredTitle(replica, 'client', booking.client);
  return client ?? booking.subject ?? typeText(booking.type);
}

export const typeText = (type: string | null): string =>
  type === 'drop_off' ? 'Drop-off' : inWords(type ?? 'appointment');

export const timesText = ({ start, end }: Pick<Booking, 'start' | 'end'>): string =>
  `${timeText(wallMinutes(start))}–${timeText(wallMinutes(end))}`;

/** The whole of it, for who does not see where it stands. */
export function bookingLabel(replica: Replica, booking: Booking, clash: boolean): string {
  const employee = referredTitle(replica, 'employee', booking.employee);
  const parts = [
    bookingTitle(replica, booking),
    typeText(booking.type),
    `${dayText(dayOf(booking.start))}, ${timesText(booking)}`,
    employee && `with ${employee}`,
    booking.status && booking.status !== 'booked' && inWords(booking.status),
    clash && 'double booked',
    booking.row.review.length > 0 && 'to review',
  ];
  return parts.filter(Boolean).join(', ');
}
