import { describe, expect, it } from 'vitest';
import { randomInt, seededRandom } from '../../../shared/lib/random.ts';
import type { Row } from '../../../shared/document/types.ts';
import { priorities } from '../priority.ts';
import { planOf, type Held } from './plan.ts';
import { keepSettingsOf, usualKeepSettings } from './settings.ts';
import { isOpenWork, worthOf } from './worth.ts';

const held = (worth: Held['worth'], bytes: number, accessed: number): Held => ({ worth, bytes, accessed });

const sum = (some: readonly Held[]): number => some.reduce((total, { bytes }) => total + bytes, 0);

describe('what goes', () => {
  it('KEEP-3: what was not opened for too long goes, but for what is high or critical', () => {
    const all = priorities.map((worth) => held(worth, 10, 5));
    const { goes, frees, over } = planOf(all, { budget: 1_000, fixed: 0, since: 6 });
    expect(goes.map(({ worth }) => worth)).toEqual(['low', 'normal']);
    expect({ frees, over }).toEqual({ frees: 20, over: 0 });
  });

  it('KEEP-3: over the budget the low go first, then what was opened longest ago, and no more than must', () => {
    const all = [held('high', 10, 1), held('normal', 10, 9), held('normal', 10, 8), held('low', 10, 9)];
    const goes = (budget: number): readonly string[] =>
      planOf(all, { budget, fixed: 5, since: 0 }).goes.map(({ worth, accessed }) => `${worth} ${accessed}`);
    expect(goes(45)).toEqual([]);
    expect(goes(44)).toEqual(['low 9']);
    expect(goes(30)).toEqual(['low 9', 'normal 8']);
    expect(goes(5)).toEqual(['low 9', 'normal 8', 'normal 9', 'high 1']);
  });

  it('KEEP-5: what cannot go is told as over the budget', () => {
    const all = [held('critical', 50, 1), held('low', 10, 1)];
    expect(planOf(all, { budget: 40, fixed: 20, since: 0 })).toMatchObject({ frees: 10, over: 30 });
  });

  it('KEEP-5: whatever is held, nothing critical goes, and the budget holds wherever it can', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const all = Array.from({ length: randomInt(random, 0, 30) }, () =>
        held(
          priorities[randomInt(random, 0, 3)] ?? 'low',
          randomInt(random, 0, 50),
          randomInt(random, 0, 99),
        ),
      );
      const limits = { budget: randomInt(random, 0, 900), fixed: randomInt(random, 0, 300), since: 20 };
      const { goes, frees, over } = planOf(all, limits);
      const unmovable = sum(all.filter(({ worth }) => worth === 'critical')) + limits.fixed;
      expect(
        goes.some(({ worth }) => worth === 'critical'),
        `seed ${seed}`,
      ).toBe(false);
      expect(frees, `seed ${seed}`).toBe(sum(goes));
      const left = sum(all) + limits.fixed - frees;
      expect(left, `seed ${seed}`).toBeLessThanOrEqual(Math.max(limits.budget, unmovable));
      expect(over, `seed ${seed}`).toBe(Math.max(0, left - limits.budget));
    }
  });
});

const day = 24 * 60 * 60 * 1000;
const now = 1_000 * day;
const row = (kind: string, fields: Row['fields'], more: Partial<Row> = {}): Row => ({
  kind,
  id: 'a',
  at: now - 90 * day,
  deleted: false,
  review: [],
  fields,
  ...more,
});
const worth = (of: Row | undefined, isPinned = false): string => worthOf(of, { isPinned, now, days: 30 });

describe('what a record is worth', () => {
  it('KEEP-3: pinned and in review is critical, open work high, what is over and old low, all else normal', () => {
    expect(worth(row('client', {}), true)).toBe('critical');
    expect(worth(row('ticket', { status: 'closed' }, { review: ['status'] }))).toBe('critical');
    expect(worth(row('ticket', { status: 'open' }))).toBe('high');
    expect(worth(row('ticket', { status: 'closed' }))).toBe('low');
    expect(worth(row('ticket', { status: 'closed' }, { at: now - 2 * day }))).toBe('normal');
    expect(worth(row('device', { status: 'repairing' }))).toBe('high');
    expect(worth(row('device', { status: 'collected' }))).toBe('low');
    expect(worth(row('order', { status: null }))).toBe('high');
    expect(worth(row('client', {}))).toBe('normal');
    expect(worth(row('device', { status: 'repairing' }, { deleted: true }))).toBe('low');
    expect(worth(undefined)).toBe('normal');
  });

  it('KEEP-3: an appointment is open work until a day after it', () => {
    expect(isOpenWork(row('appointment', { status: 'booked', start: now - day / 2 }), now)).toBe(true);
    expect(isOpenWork(row('appointment', { status: 'booked', start: now - 2 * day }), now)).toBe(false);
    expect(isOpenWork(row('appointment', { status: 'cancelled', start: now + day }), now)).toBe(false);
  });
});

it('KEEP-1: unless a person chose otherwise it is 100 MB and 30 days, and what makes no sense counts as not chosen', () => {
  expect(keepSettingsOf({})).toEqual(usualKeepSettings);
  expect(usualKeepSettings).toMatchObject({ budget: 100_000_000, days: 30 });
  expect(keepSettingsOf({ budget: 'much', days: Number.NaN })).toEqual(usualKeepSettings);
  expect(keepSettingsOf({ budget: 1, days: 0 })).toMatchObject({ budget: 5_000_000, days: 1 });
  expect(keepSettingsOf({ budget: 250_000_000, days: 7 })).toMatchObject({ budget: 250_000_000, days: 7 });
});
