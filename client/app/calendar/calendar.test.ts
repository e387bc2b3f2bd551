import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import type { Row, RowValue } from '../../../shared/document/types.ts';
import { dayOf, momentAt, wallMinutes } from '../days.ts';
import { bookingOf, clashes, overlap, type Booking } from './booking.ts';
import { endedBy, layOut, movedBy, spanOn } from './lay-out.ts';

const zone = process.env['TZ'];
beforeEach(() => {
  process.env['TZ'] = 'Europe/London';
});
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

let made = 0;
function booking(start: RowValue, end: RowValue = null, more: Record<string, RowValue> = {}): Booking | null {
  made++;
  const row: Row = {
    kind: 'appointment',
    id: `a${String(made).padStart(6, '0')}`,
    at: made,
    deleted: false,
    review: [],
    fields: { start, end, ...more },
  };
  return bookingOf(row);
}
const booked = (...given: Parameters<typeof booking>): Booking => must(booking(...given), 'no time');
const day = '2026-11-25';
const at = (hours: number, on = day): number => momentAt(on, hours * 60);
const hour = 3_600_000;

describe('bookings', () => {
  test('CAL-2: without a time it is on no calendar; without a legal end it lasts half an hour', () => {
    expect(booking(null)).toBeNull();
    expect(booking('soon')).toBeNull();
    for (const end of [null, 'late', at(10), at(9)]) {
      expect(booked(at(10), end).end - at(10)).toBe(hour / 2);
    }
  });

  test('CAL-4: one person in two places at once is marked, whatever was cancelled or missed is not', () => {
    const ben = { employee: 'ben' };
    const long = booked(at(9), at(12), ben);
    const within = booked(at(9.5), at(10), ben);
    const later = booked(at(11), at(11.5), ben);
    const after = booked(at(12), at(13), ben);
    const cais = booked(at(9), at(12), { employee: 'cai' });
    const nobodys = [booked(at(9), at(12)), booked(at(9), at(12))];
    const off = ['cancelled', 'missed'].map((status) => booked(at(12), at(13), { ...ben, status }));
    const all = [after, long, within, later, cais, ...nobodys, ...off];
    expect([...clashes(all)].sort()).toEqual([long, within, later].map(({ row }) => row.id).sort());
  });

  test('CAL-4: exactly those are marked that overlap another one of the same person', () => {
    const one = fc.tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom('ben', 'cai'),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 14 }), (many) => {
        const all = many.map(([from, long, employee]) =>
          booked(at(8) + from * 900_000, at(8) + (from + long) * 900_000, { employee }),
        );
        const wanted = all.filter((each) =>
          all.some((other) => other !== each && other.employee === each.employee && overlap(other, each)),
        );
        expect([...clashes(all)].sort()).toEqual(wanted.map(({ row }) => row.id).sort());
      }),
    );
  });
});

describe('the column of a day', () => {
  test('CAL-3: what overlaps stands side by side, what does not has the whole width', () => {
    const nine = booked(at(9), at(11));
    const ten = booked(at(10), at(12));
    const half = booked(at(11), at(11.5));
    const alone = booked(at(14), at(15));
    const placed = layOut(day, [alone, half, ten, nine]);
    const short = placed.map(({ booking: { row }, lane, lanes }) => [row.id, lane, lanes]);
    expect(short).toEqual([
      [nine.row.id, 0, 2],
      [ten.row.id, 1, 2],
      [half.row.id, 0, 2],
      [alone.row.id, 0, 1],
    ]);
  });

  test('CAL-3: nothing ever covers anything else, and nothing is left out', () => {
    const one = fc.tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 1, max: 600 }));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 25 }), (many) => {
        const all = many.map(([from, long]) => {
          const start = momentAt(day, from);
          return booked(start, start + long * 60_000);
        });
        const placed = layOut(day, all);
        expect(placed.map((each) => each.booking.row.id).sort()).toEqual(all.map(({ row }) => row.id).sort());
        for (const a of placed) {
          expect(a.lane).toBeLessThan(a.lanes);
          expect(a.until).toBeLessThanOrEqual(1_440);
          expect(a.until - a.from).toBeGreaterThanOrEqual(Math.min(25, 1_440 - a.from));
          for (const b of placed) {
            if (a === b || a.from >= b.until || b.from >= a.until) continue;
            expect(a.lanes).toBe(b.lanes);
            expect(a.lane).not.toBe(b.lane);
          }
        }
      }),
    );
  });

  test('CAL-3: one over midnight is on both days', () => {
    const night = booked(at(23), at(26));
    expect(spanOn(day, night)).toMatchObject({ from: 1_380, until: 1_440 });
    expect(spanOn('2026-11-26', night)).toMatchObject({ from: 0, until: 120 });
    expect(spanOn('2026-11-24', night)).toBeUndefined();
    expect(spanOn('2026-11-27', night)).toBeUndefined();
  });

  test('CAL-1: on the days on which the clocks change appointments stand where the wall says', () => {
    const spring = booked(momentAt('2026-03-29', 30), momentAt('2026-03-29', 30) + hour);
    expect(spanOn('2026-03-29', spring)).toMatchObject({ from: 30, until: 150 });
    const autumn = momentAt('2026-10-25', 90);
    expect(spanOn('2026-10-25', booked(autumn, autumn + hour))).toMatchObject({ from: 90, until: 150 });
    expect(spanOn('2026-10-25', booked(autumn, autumn + hour * 1.5))).toMatchObject({ from: 90, until: 120 });
    const noon = booked(at(12, '2026-10-25'), at(13, '2026-10-25'));
    expect(spanOn('2026-10-25', noon)).toMatchObject({ from: 720, until: 780 });
  });
});

describe('moving', () => {
  test('CAL-1: moved over a change of the clocks ten o’clock stays ten o’clock, and an hour an hour', () => {
    for (const [from, days] of [
      ['2026-03-28', 1],
      ['2026-03-30', -1],
      ['2026-10-24', 2],
      ['2026-10-26', -3],
    ] as const) {
      const moved = movedBy({ start: at(10, from), end: at(11, from) }, days, 0);
      expect(wallMinutes(moved.start)).toBe(600);
      expect(moved.end - moved.start).toBe(hour);
    }
  });

  test('CAL-5: moved to quarters of an hour, within the day, and as long as before', () => {
    const times = { start: at(10) + 4 * 60_000, end: at(10) + 40 * 60_000 };
    const moved = movedBy(times, 1, 31);
    expect([dayOf(moved.start), wallMinutes(moved.start)]).toEqual(['2026-11-26', 630]);
    expect(moved.end - moved.start).toBe(36 * 60_000);
    expect(wallMinutes(movedBy(times, 0, -5_000).start)).toBe(0);
    expect(wallMinutes(movedBy(times, 0, 5_000).start)).toBe(1_425);
    expect(dayOf(movedBy(times, 0, 5_000).start)).toBe(day);
  });

  test('CAL-5: an end that is moved keeps the start, and leaves at least a quarter of an hour', () => {
    const times = { start: at(10), end: at(10.5) };
    expect(endedBy(times, 17)).toEqual({ start: at(10), end: at(10.75) });
    expect(endedBy(times, -500)).toEqual({ start: at(10), end: at(10.25) });
  });
});
