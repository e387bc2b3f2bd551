import { expect, test } from 'vitest';
import { colorOf } from './color-of.ts';
import { inAwareness } from './in-awareness.ts';

test('APP-6: everybody else is shown, with the field they are in', () => {
  const states = new Map<number, unknown>([
    [1, { user: { id: 'ana', name: 'Ana', color: '#000' }, field: 'notes' }],
    [2, { user: { id: 'ben', name: 'Ben' } }],
    [3, { user: { id: 'me', name: 'Me' }, field: 'notes' }],
  ]);
  expect(inAwareness(states, 3)).toMatchObject([
    { key: '1', user: 'ana', name: 'Ana', field: 'notes' },
    { key: '2', user: 'ben', name: 'Ben', field: '' },
  ]);
});

test('APP-6: a state that a peer forged is nobody, and a peer’s colour never becomes a style', () => {
  const forged = [null, 7, 'x', [], {}, { user: null }, { user: { name: 7 } }, { user: [] }];
  expect(inAwareness(new Map(forged.map((state, index) => [index, state])), 99)).toEqual([]);
  const [evil] = inAwareness(
    new Map([[1, { user: { id: 'e', name: 'E', color: 'red;background:url(//x)' }, field: { a: 1 } }]]),
    99,
  );
  expect(evil).toMatchObject({ color: colorOf('e'), field: '' });
});
