import { expect, test } from 'vitest';
import { walk } from './walk.ts';

const columns = [['a1', 'a2', 'a3'], [], ['c1'], ['d1', 'd2', 'd3', 'd4']];
const way = (from: string, ...keys: string[]): string | undefined =>
  keys.reduce<string | undefined>((at, key) => (at === undefined ? at : walk(columns, at, key)), from);

test('BOARD-8: arrows walk through a column, and over empty ones to its neighbours', () => {
  expect(way('a1', 'ArrowDown', 'ArrowDown')).toBe('a3');
  expect(way('a3', 'ArrowRight')).toBe('c1');
  expect(way('a3', 'ArrowRight', 'ArrowRight', 'End')).toBe('d4');
  expect(way('d4', 'ArrowLeft', 'ArrowLeft')).toBe('a1');
  expect(way('d4', 'Home')).toBe('d1');
});

test('BOARD-8: at an edge, from nowhere and with another key nothing happens', () => {
  const none = [
    ['a1', 'ArrowUp'],
    ['a3', 'ArrowDown'],
    ['a1', 'ArrowLeft'],
    ['d1', 'ArrowRight'],
    ['a1', 'Home'],
    ['d4', 'End'],
    ['gone', 'ArrowDown'],
    ['a1', 'x'],
  ] as const;
  for (const [from, key] of none) expect(walk(columns, from, key)).toBeUndefined();
});
