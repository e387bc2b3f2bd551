import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addDays,
  dayOf,
  daysBetween,
  dayText,
  isWeekend,
  momentAt,
  parseDay,
  parseTime,
  timeText,
  wallMinutes,
  weekOf,
} from './days.ts';

const zone = process.env['TZ'];
const inZone = (name: string): void => {
  process.env['TZ'] = name;
};
beforeEach(() => inZone('Europe/London'));
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const hours = (ms: number): number => ms / 3_600_000;
const length = (day: string): number => hours(momentAt(addDays(day, 1), 0) - momentAt(day, 0));

describe('days', () => {
  test('CAL-1: the day on which the clocks change has 23 or 25 hours, and the week around it has seven days', () => {
    expect([length('2026-03-29'), length('2026-10-25'), length('2026-11-25')]).toEqual([23, 25, 24]);
    for (const day of ['2026-03-29', '2026-10-25']) {
      const week = Array.from({ length: 8 }, (_, at) => addDays(weekOf(day), at));
      expect(new Set(week.map((each) => dayOf(momentAt(each, 0))))).toEqual(new Set(week));
      expect(week.at(-2)).toBe(day);
    }
  });

  test('CAL-1: ten o’clock is ten o’clock on both sides of the change', () => {
    for (const day of ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26']) {
      const ten = momentAt(day, 600);
      expect(new Date(ten).toTimeString()).toMatch(/^10:00:00/);
      expect([dayOf(ten), wallMinutes(ten)]).toEqual([day, 600]);
    }
    expect(hours(momentAt('2026-03-29', 600) - momentAt('2026-03-28', 600))).toBe(23);
    expect(hours(momentAt('2026-10-25', 600) - momentAt('2026-10-24', 600))).toBe(25);
  });

  test('CAL-1: a time that the clocks skip is the one they show instead, and one that they show twice is the first', () => {
    expect(wallMinutes(momentAt('2026-03-29', 90))).toBe(150);
    const twice = momentAt('2026-10-25', 90);
    expect(wallMinutes(twice)).toBe(90);
    expect(wallMinutes(twice + 3_600_000)).toBe(90);
  });

  test('CAL-1: a zone in which midnight is skipped still has that day', () => {
    inZone('America/Santiago');
    const day = '2026-09-06';
    expect(dayOf(momentAt(day, 0))).toBe(day);
    expect(wallMinutes(momentAt(day, 0))).toBe(60);
    expect(dayOf(momentAt(day, 0) - 1)).toBe('2026-09-05');
  });

  test('CAL-1: days are counted as dates, in every zone', () => {
    const number = fc.integer({ min: 0, max: 80_000 });
    for (const name of ['Europe/London', 'Pacific/Apia', 'America/New_York', 'Asia/Kathmandu']) {
      inZone(name);
      fc.assert(
        fc.property(number, fc.integer({ min: -400, max: 400 }), (from, by) => {
          const day = addDays('1970-01-01', from);
          expect(daysBetween(day, addDays(day, by))).toBe(by);
          expect(addDays(addDays(day, by), -by)).toBe(day);
          const monday = weekOf(day);
          expect(daysBetween(monday, day)).toBeGreaterThanOrEqual(0);
          expect(daysBetween(monday, day)).toBeLessThan(7);
        }),
      );
    }
  });
});

test('CAL-1: what is no day or no time is none', () => {
  expect(parseDay('2026-11-25')).toBe('2026-11-25');
  expect(parseDay('2024-02-29')).toBe('2024-02-29');
  const none = [
    '',
    'today',
    '2026-2-1',
    '2026-02-30',
    '0026-01-01',
    '2026-13-01',
    '2026-11-25T10:00',
    '9999-01-01',
  ];
  for (const text of none) expect(parseDay(text)).toBeUndefined();
  expect([parseTime('09:30'), parseTime('9:30'), parseTime('23:59:00')]).toEqual([570, 570, 1439]);
  for (const text of ['', '24:00', '10:60', '10', 'ten', '1:2']) expect(parseTime(text)).toBeUndefined();
  expect([timeText(0), timeText(570), timeText(1439)]).toEqual(['00:00', '09:30', '23:59']);
});

test('CAL-1: a day reads the same in every zone', () => {
  for (const name of ['Pacific/Apia', 'America/New_York']) {
    inZone(name);
    expect([dayText('2026-11-25'), dayText('2026-11-25', 'long')]).toEqual([
      'Wed 25 Nov',
      'Wednesday 25 November 2026',
    ]);
    expect([isWeekend('2026-11-28'), isWeekend('2026-11-25')]).toEqual([true, false]);
  }
});
