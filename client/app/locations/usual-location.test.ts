import { expect, test } from 'vitest';
import { noteLocation, usualLocation } from './usual-location.ts';

const all = [
  { id: 'north', name: 'North End' },
  { id: 'south', name: 'South Street' },
];

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, to: string) => void kept.set(name, to),
  };
}

test('PLACE-8: a check-in begins with its user’s only location, else with the one that was chosen last here', () => {
  const here = shelf();
  expect(usualLocation(here, 'demo', { all, mine: ['north'] })).toBe('north');
  expect(usualLocation(here, 'demo', { all, mine: [] })).toBe('');
  noteLocation(here, 'demo', 'south');
  expect(usualLocation(here, 'demo', { all, mine: [] })).toBe('south');
  expect(usualLocation(here, 'other', { all, mine: [] })).toBe('');
  // One that is there no more, or not theirs, is not begun with.
  expect(usualLocation(here, 'demo', { all: all.slice(0, 1), mine: [] })).toBe('');
  expect(usualLocation(here, 'demo', { all, mine: ['north', 'west'] })).toBe('');
  expect(usualLocation(here, 'demo', { all: [], mine: ['north'] })).toBe('');
});
