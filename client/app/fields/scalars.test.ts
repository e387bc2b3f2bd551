import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scalar } from '../../../shared/schema/field.ts';
import { checkValue } from '../../../shared/schema/value.ts';
import { editMoney, parseMoney, showMoney } from './money.ts';
import { parseScalar } from './parse-scalar.ts';
import { editScalar, showScalar } from './show-scalar.ts';

const numRuns = Number(process.env['SOLDER_RUNS'] ?? 200);
const whole: Scalar = { type: 'number', min: -5, max: 10, integer: true };
const decimal: Scalar = { type: 'number', min: 0, max: 100, integer: false };
const scalars: readonly Scalar[] = [
  { type: 'string', max: 20 },
  whole,
  decimal,
  { type: 'money' },
  { type: 'boolean' },
  { type: 'instant' },
  { type: 'date' },
  { type: 'enum', values: ['open', 'closed'] },
  { type: 'reference', kind: 'client' },
];

test.each([
  ['£1,249.50', 124_950],
  ['12', 1_200],
  ['0.5', 50],
  ['-3.20', -320],
  ['−3.20', -320],
  ['-0', 0],
  [' £ 7.05 ', 705],
  ['1.005', undefined],
  ['12,50', undefined],
  ['1,23', undefined],
  ['a lot', undefined],
  ['', undefined],
])('APP-4: %j as money is %s minor units', (text, minor) => {
  expect(parseMoney(text)).toBe(minor);
});

test('APP-4: every amount is read back from its input and from how it is shown', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }), (minor) => {
      expect(parseMoney(editMoney(minor))).toBe(minor);
      expect(parseMoney(showMoney(minor))).toBe(minor);
    }),
    { numRuns },
  );
});

test.each<[Scalar, string]>([
  [{ type: 'string', max: 3 }, 'four'],
  [whole, '1.5'],
  [whole, '11'],
  [whole, '-6'],
  [whole, '1e1'],
  [decimal, 'NaN'],
  [{ type: 'money' }, '99999999999999'],
  [{ type: 'date' }, '2026-02-30'],
  [{ type: 'date' }, '24.12.2026'],
  [{ type: 'instant' }, 'tomorrow'],
  [{ type: 'enum', values: ['open'] }, 'shut'],
  [{ type: 'reference', kind: 'client' }, '../other'],
])('APP-4: as %j, %j is no value, and it says why', (scalar, text) => {
  expect(parseScalar(scalar, text)).toEqual({ ok: false, why: expect.stringMatching(/\w/) });
});

test('APP-4: whatever is typed, what is written is of the field’s type', () => {
  fc.assert(
    fc.property(fc.constantFrom(...scalars), fc.string({ unit: 'binary', maxLength: 30 }), (scalar, text) => {
      const parsed = parseScalar(scalar, text);
      if (parsed.ok) expect(checkValue(scalar, parsed.value)).toBeUndefined();
    }),
    { numRuns },
  );
});

test.each<[Scalar, string | number]>([
  [{ type: 'string', max: 20 }, ' spaces stay '],
  [whole, -5],
  [decimal, 17.5],
  [{ type: 'money' }, -1],
  [{ type: 'date' }, '2028-02-29'],
  [{ type: 'instant' }, Date.UTC(2026, 10, 21, 7, 30)],
  [{ type: 'enum', values: ['open'] }, 'open'],
])('APP-4: an input that nobody changed holds the value it began with: %j %j', (scalar, value) => {
  expect(parseScalar(scalar, editScalar(scalar, value))).toEqual({ ok: true, value });
});

test('APP-4: a value of another type, from a newer version, is shown as it is', () => {
  expect(showScalar({ type: 'money' }, 'much', 0)).toBe('much');
  expect(showScalar({ type: 'date' }, 'someday', 0)).toBe('someday');
  expect(showScalar({ type: 'enum', values: [] }, 'brand_new', 0)).toBe('Brand new');
});
