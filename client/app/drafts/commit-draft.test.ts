import { expect, test } from 'vitest';
import type { Scalar } from '../../../shared/schema/field.ts';
import { editScalar } from '../fields/show-scalar.ts';
import { commitDraft } from './commit-draft.ts';

const words: Scalar = { type: 'string', max: 20 };
const money: Scalar = { type: 'money' };
const instant: Scalar = { type: 'instant' };

test('APP-5: a draft that ends where it began writes nothing over what came meanwhile', () => {
  expect(commitDraft(words, { text: 'old', base: 'old' }, 'newer')).toEqual({ kind: 'nothing' });
  expect(commitDraft(words, { text: '', base: null }, 'newer')).toEqual({ kind: 'nothing' });
  expect(commitDraft(money, { text: '50', base: 5000 }, 7000)).toEqual({ kind: 'nothing' });
});

test('APP-5: an instant that is typed back keeps its seconds', () => {
  const base = Date.UTC(2026, 2, 1, 10, 30, 17, 250);
  const text = editScalar(instant, base);
  expect(commitDraft(instant, { text, base }, base)).toEqual({ kind: 'nothing' });
  expect(commitDraft(instant, { text, base: 0 }, base)).toEqual({ kind: 'nothing' });
});

test('APP-5: what is typed anew is written, what is there already is not, what is no value says why', () => {
  expect(commitDraft(words, { text: 'mine', base: 'old' }, 'newer')).toEqual({
    kind: 'write',
    value: 'mine',
  });
  expect(commitDraft(words, { text: 'newer', base: 'old' }, 'newer')).toEqual({ kind: 'nothing' });
  expect(commitDraft(money, { text: '', base: 5000 }, 5000)).toEqual({ kind: 'write', value: null });
  expect(commitDraft(money, { text: '4x', base: 5000 }, 5000)).toMatchObject({ kind: 'no value' });
});
