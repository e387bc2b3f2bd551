import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualTime } from './manual-time.ts';
import { isStamp, StampClock, stampAt, stampMilliseconds } from './stamp.ts';

const year = 365 * 24 * 3_600_000;
const start = 1_700_000_000_000;

describe('stamps', () => {
  test('CLOCK-1: a clock hands out rising stamps above those it is shown, however its time jumps', () => {
    const move = fc.record({
      jump: fc.integer({ min: -4 * year, max: 4 * year }),
      seen: fc.array(fc.integer({ min: -5 * year, max: 5 * year })),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        const time = new ManualTime(start);
        const clock = new StampClock(time);
        let last = -1;
        for (const { jump, seen } of moves) {
          time.jump(start + jump);
          const shown = seen.map((offset) => stampAt(start + jump + offset));
          const stamp = clock.next(shown);
          expect(isStamp(stamp)).toBe(true);
          for (const each of [last, ...shown]) expect(stamp).toBeGreaterThan(each);
          last = stamp;
        }
      }),
      { numRuns: Number(process.env['SOLDER_RUNS'] ?? 200) },
    );
  });

  test('CLOCK-2: a clock is corrected by the relay’s, halfway between asking and hearing', () => {
    const time = new ManualTime(start);
    const clock = new StampClock(time);
    clock.correct(start + 60_000, start - 100, start + 100);
    expect(clock.correction).toBe(60_000);
    expect(clock.now()).toBe(start + 60_000);
    expect(stampMilliseconds(clock.next())).toBe(start + 60_000);
  });

  test.each([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, stampAt(start + 11 * year)])(
    'CLOCK-3: the forged stamp %d is not followed',
    (forged) => {
      const clock = new StampClock(new ManualTime(start));
      const stamp = clock.next([forged]);
      expect(stampMilliseconds(stamp)).toBe(start);
      expect(clock.next([forged])).toBeGreaterThan(stamp);
    },
  );

  test('CLOCK-3: what is no stamp is not followed either', () => {
    const clock = new StampClock(new ManualTime(start));
    const stamp = clock.next([Number.NaN, -5, 1.5, Number.POSITIVE_INFINITY]);
    expect(stampMilliseconds(stamp)).toBe(start);
    expect([-1, 1.5, '1', null, 2 ** 53].map(isStamp)).toEqual([false, false, false, false, false]);
  });

  test('CLOCK-1: a clock set before 1970 still hands out stamps', () => {
    const clock = new StampClock(new ManualTime(-start));
    const stamps = [clock.next(), clock.next()];
    expect(stamps.every(isStamp)).toBe(true);
    expect(stamps[1]).toBeGreaterThan(stamps[0] ?? 0);
  });
});
