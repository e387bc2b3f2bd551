import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { deviceMoves, deviceStatuses } from '../../shared/schema/device-status.ts';
import { shortestWay } from './shortest-way.ts';
import { threeWay, type Sides } from './three-way.ts';

const value = fc.constantFrom('a', 'b', 'c', null);
const sides: fc.Arbitrary<Sides> = fc.record({
  direction: fc.constantFrom(
    'both' as const,
    'from-legacy' as const,
    'to-legacy' as const,
    'derived' as const,
  ),
  base: fc.option(value, { nil: undefined }),
  ours: value,
  theirs: fc.option(value, { nil: undefined }),
  review: fc.boolean(),
});
const both = (more: Partial<Sides>): Sides => ({
  direction: 'both',
  base: 'a',
  ours: 'a',
  theirs: 'a',
  review: false,
  ...more,
});

it('BRIDGE-4: who alone changed a field is followed; where both did, theirs is taken into the document, which decides', () => {
  expect(threeWay(both({}))).toBe('nothing');
  expect(threeWay(both({ theirs: 'b' }))).toBe('take');
  expect(threeWay(both({ ours: 'b' }))).toBe('send');
  expect(threeWay(both({ ours: 'b', theirs: 'c' }))).toBe('take');
  expect(threeWay(both({ ours: 'b', theirs: 'b' }))).toBe('agree');
  expect(threeWay(both({ ours: 'b', review: true }))).toBe('wait');
});

it('BRIDGE-4: nothing is sent that is in review, that theirs says already, over what nobody has read, or in the wrong direction', () => {
  fc.assert(
    fc.property(sides, (each) => {
      if (threeWay(each) !== 'send') return;
      expect(each.ours).not.toBe(each.theirs);
      expect(each.direction === 'both' || each.direction === 'to-legacy').toBe(true);
      if (each.direction === 'both') {
        expect(each.review).toBe(false);
        expect(each.theirs).toBe(each.base);
      } else expect(each.ours).not.toBe(each.base);
    }),
  );
});

it('BRIDGE-4: what was agreed on once is left alone, and what is taken or sent is agreed on then: nothing goes in circles', () => {
  fc.assert(
    fc.property(sides, (each) => {
      const { direction, theirs, ours } = each;
      if (threeWay(each) === 'take' && theirs !== undefined)
        expect(threeWay({ ...each, base: theirs, ours: theirs, review: false })).toBe('nothing');
      if (threeWay(each) === 'send') expect(threeWay({ ...each, base: ours, theirs: ours })).toBe('nothing');
      if (direction === 'derived') expect(threeWay(each)).toBe('nothing');
    }),
  );
});

it('BRIDGE-16: a status goes there by the fewest moves of its table, and straight where none lead there', () => {
  for (const from of deviceStatuses) {
    for (const to of deviceStatuses) {
      const way = shortestWay(deviceMoves, from, to);
      if (!way) continue;
      expect(way.at(-1) ?? from).toBe(to);
      for (const [at, each] of way.entries()) expect(deviceMoves(way[at - 1] ?? from)).toContain(each);
    }
  }
  expect(shortestWay(deviceMoves, 'diagnosing', 'awaiting_authorisation')).toEqual([
    'ready_to_quote',
    'awaiting_authorisation',
  ]);
  expect(shortestWay(deviceMoves, 'collected', 'diagnosing')).toBeUndefined();
});
