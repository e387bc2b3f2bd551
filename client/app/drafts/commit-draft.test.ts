import { expect, test } from 'vitest';
import type { Scalar } from '../../../shared/schema/field.ts';
import { editScalar } from '../fields/show-scalar.ts';
import { commitDraft } from './commit-draft.ts';

const words: Scalar = { type: 'string', max: 20 };
const money: Scalar = { type: 'money' };
const instant: Scalar = { type: 'instant' };

test('APP-5: a draft that ends where it began writes nothing over what came meanwhile', () => {
  expect(commitDraft({ scalar: words }, { text: 'old', base: 'old' }, 'newer')).toEqual({ kind: 'nothing' });
  expect(commitDraft({ scalar: words }, { text: '', base: null }, 'newer')).toEqual({ kind: 'nothing' });
  expect(commitDraft({ scalar: money }, { text: '50', base: 5000 }, 7000)).toEqual({ kind: 'nothing' });
});

test('APP-5: an instant that is typed back keeps its seconds', () => {
  const base = Date.UTC(2026, 2, 1, 10, 30, 17, 250);
  const text = editScalar(instant, base);
  expect(commitDraft({ scalar: instant }, { text, base }, base)).toEqual({ kind: 'nothing' });
  expect(commitDraft({ scalar: instant }, { text, base: 0 }, base)).toEqual({ kind: 'nothing' });
});

test('APP-5: what is typed anew is written, what is there already is not, what is no value says why', () => {
  expect(commitDraft({ scalar: words }, { text: 'mine', base: 'old' }, 'newer')).toEqual({
    kind: 'write',
    value: 'mine',
  });
  expect(commitDraft({ scalar: words }, { text: 'newer', base: 'old' }, 'newer')).toEqual({
    kind: 'nothing',
  });
  expect(commitDraft({ scalar: money }, { text: '', base: 5000 }, 5000)).toEqual({
    kind: 'write',
    value: null,
  });
  expect(commitDraft({ scalar: money }, { text: '4x', base: 5000 }, 5000)).toMatchObject({
    kind: 'no value',
  });
});

test('APP-4: a slip of the hand is no value: it stays in the input, and is not written', () => {
  const imei = { scalar: words, typed: 'imei' } as const;
  const price = { scalar: money };
  for (const [field, text, why] of [
    [price, '-49.50', 'An amount is not negative.'],
    [imei, '35693803564380X', 'An IMEI has 15 digits.'],
    [imei, '3569380', 'An IMEI has 15 digits.'],
  ] as const) {
    expect(commitDraft(field, { text, base: null }, null)).toEqual({ kind: 'no value', why });
  }
  for (const text of ['356938035643809', '35-693803-564380-9', '35693803564380', ''])
    expect(commitDraft(imei, { text, base: 'unknown' }, 'unknown')).toMatchObject({ kind: 'write' });
  // What was taken before, or comes from elsewhere, stands as it is.
  expect(commitDraft(price, { text: '-1.00', base: -100 }, -100)).toEqual({ kind: 'nothing' });
});
