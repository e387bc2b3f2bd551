import { expect, test } from 'vitest';
import { inPlace } from './in-place.ts';

const keyOf = (each: { key: string }) => each.key;
const list = (text: string, of = '') => text.split('').map((key) => ({ key, of }));
const shown = (live: string, keys: string, order: string) =>
  inPlace(list(live, 'new'), { keys: new Set(keys), order: list(order, 'old') }, keyOf);
const said = (cards: readonly { key: string; of: string }[]) => cards.map(({ key, of }) => `${key} ${of}`);

test('TRAY-4: a card that was decided keeps its place, and no other one moves', () => {
  expect(said(shown('acd', 'b', 'abcd'))).toEqual(['a new', 'b old', 'c new', 'd new']);
  // A decision makes the other questions of its record younger: their order waits.
  expect(said(shown('dca', 'b', 'abcd'))).toEqual(['a new', 'b old', 'c new', 'd new']);
});

test('TRAY-4: what comes meanwhile comes behind, what others settle goes, and without a held card the list is as it is', () => {
  expect(said(shown('xad', 'b', 'abcd'))).toEqual(['a new', 'b old', 'd new', 'x new']);
  expect(said(shown('xad', '', 'abcd'))).toEqual(['x new', 'a new', 'd new']);
  // It came back while it was held.
  expect(said(shown('ab', 'b', 'ab'))).toEqual(['a new', 'b new']);
});
