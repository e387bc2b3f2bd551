import { expect, test } from 'vitest';
import { completedBy, sequenceWithin, shortcuts } from './shortcuts.ts';

const pressed = (...keys: readonly [string, number][]) => keys.map(([key, at]) => ({ key, at }));

test('APP-18: two keys in time lead somewhere, too late or another way round they do not', () => {
  expect(completedBy(pressed(['g', 0], ['d', 300]))?.to).toBe('device');
  expect(completedBy(pressed(['x', 0], ['g', 100], ['t', 300]))?.to).toBe('ticket');
  expect(completedBy(pressed(['g', 0], ['d', sequenceWithin + 1]))).toBeUndefined();
  expect(completedBy(pressed(['d', 0], ['g', 10]))).toBeUndefined();
  expect(completedBy(pressed(['?', 0]))?.label).toBe('Show these keys');
});

test('APP-18: no shortcut is the beginning or the end of another', () => {
  for (const one of shortcuts) {
    for (const other of shortcuts) {
      if (one === other) continue;
      expect(other.keys.join(' ').endsWith(one.keys.join(' '))).toBe(false);
    }
  }
});
