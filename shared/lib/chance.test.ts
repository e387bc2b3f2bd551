import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoff } from './backoff.ts';
import { ManualTime } from './manual-time.ts';
import { pick, randomInt, seededRandom } from './random.ts';

function draw(seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: 100 }, () => randomInt(random, -3, 3));
}

describe('chance and time', () => {
  test('CLOCK-4: a wait is above zero, below its ceiling and the cap, whatever the try', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5_000 }), fc.integer(), (attempt, seed) => {
        const wait = backoff(attempt, { first: 100, cap: 30_000 }, seededRandom(seed));
        expect(wait).toBeGreaterThanOrEqual(1);
        expect(wait).toBeLessThanOrEqual(Math.min(30_000, 100 * 2 ** Math.min(attempt, 30)));
      }),
    );
  });

  test('CLOCK-4: five hundred replicas that try again together do not come together', () => {
    const random = seededRandom(3);
    const waits = Array.from({ length: 500 }, () => backoff(8, { first: 100, cap: 20_000 }, random));
    const perTenth = new Map<number, number>();
    for (const wait of waits) {
      const tenth = Math.floor(wait / 2_001);
      perTenth.set(tenth, (perTenth.get(tenth) ?? 0) + 1);
    }
    expect(perTenth.size).toBe(10);
    for (const count of perTenth.values()) expect(count).toBeLessThan(100);
  });

  test('CLOCK-5: the same seed gives the same numbers, all in range', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(new Set(draw(1))).toEqual(new Set([-3, -2, -1, 0, 1, 2, 3]));
    expect(['a', 'b']).toContain(pick(seededRandom(1), ['a', 'b']));
  });

  test('CLOCK-5: timers fire in order, see the moment they were set for, and can be cancelled', async () => {
    const time = new ManualTime(1_000);
    const fired: [string, number][] = [];
    const note = (what: string) => () => void fired.push([what, time.now()]);
    time.after(20, note('late'));
    time.after(10, () => {
      note('early')();
      time.after(5, note('nested'));
    });
    const cancel = time.after(15, note('cancelled'));
    cancel();
    cancel();
    await time.advance(12);
    expect(fired).toEqual([['early', 1_010]]);
    expect(time.waiting).toBe(2);
    await time.advance(100);
    expect(fired).toEqual([
      ['early', 1_010],
      ['nested', 1_015],
      ['late', 1_020],
    ]);
    expect([time.now(), time.waiting]).toEqual([1_112, 0]);
    time.jump(5);
    expect(time.now()).toBe(5);
  });
});
