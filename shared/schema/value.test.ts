import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scalar } from './field.ts';
import { date, decimal, instant, line, money, oneOf, referenceTo, whole, yesNo } from './scalar.ts';
import { checkPlain, checkValue, isReadable } from './value.ts';

const scalars: readonly Scalar[] = [
  line(5),
  whole(0, 9),
  decimal(-1, 1),
  money,
  yesNo,
  instant,
  date,
  oneOf('a', 'b'),
  referenceTo('client'),
];

describe('values', () => {
  test.each<[Scalar, unknown, string | undefined]>([
    [line(5), 'abcde', undefined],
    [line(5), 'abcdef', 'too-long'],
    [line(5), 5, 'wrong-type'],
    [line(5), '\u{d83d}', 'lone-surrogate'],
    [line(5), '😀', undefined],
    [whole(0, 9), 9, undefined],
    [whole(0, 9), 10, 'out-of-range'],
    [whole(0, 9), 1.5, 'not-whole'],
    [whole(0, 9), '1', 'wrong-type'],
    [decimal(-1, 1), 0.5, undefined],
    [money, -4_950, undefined],
    [money, 0.1, 'not-whole'],
    [money, 1e15, 'out-of-range'],
    [yesNo, false, undefined],
    [yesNo, 'false', 'wrong-type'],
    [instant, 1_700_000_000_000, undefined],
    [instant, 1e300, 'out-of-range'],
    [date, '2024-02-29', undefined],
    [date, '2023-02-29', 'bad-date'],
    [date, '2024-13-01', 'bad-date'],
    [date, '2024-2-1', 'bad-date'],
    [date, '1900-02-29', 'bad-date'],
    [date, '2000-02-29', undefined],
    [date, 20_240_101, 'wrong-type'],
    [oneOf('a'), 'a', undefined],
    [oneOf('a'), 'constructor', 'not-listed'],
    [referenceTo('client'), 'abc-1', undefined],
    [referenceTo('client'), '../x', 'bad-reference'],
  ])('SCHEMA-1: as %j the value %j is judged %s', (scalar, value, problem) => {
    expect(checkValue(scalar, value)).toBe(problem);
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['an infinity', Number.NEGATIVE_INFINITY],
    ['a big number', 1n],
    ['a date', new Date(0)],
    ['an object', {}],
    ['an object without a prototype', Object.create(null)],
    ['a list', []],
    ['bytes', new Uint8Array(1)],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
  ])('SCHEMA-1: %s is a value of no type', (_what, value) => {
    for (const scalar of scalars) expect(checkValue(scalar, value)).toBe('not-plain');
  });

  test('SCHEMA-1: null clears a field of any type', () => {
    for (const scalar of scalars) expect(checkValue(scalar, null)).toBeUndefined();
  });

  test('SCHEMA-1: whatever is legal survives JSON unchanged and is readable', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...scalars), (value, scalar) => {
        if (checkPlain(value) !== undefined) {
          expect(checkValue(scalar, value)).toBe(checkPlain(value));
          return;
        }
        if (checkValue(scalar, value) !== undefined) return;
        expect(JSON.parse(JSON.stringify(value))).toEqual(Object.is(value, -0) ? 0 : value);
        expect(isReadable(scalar, value as null)).toBe(true);
      }),
      { numRuns: Number(process.env['SOLDER_RUNS'] ?? 500) },
    );
  });

  test('SCHEMA-7: a value that only a newer version lists is readable, one of another type is not', () => {
    expect(isReadable(oneOf('a'), 'from-the-future')).toBe(true);
    expect(isReadable(line(1), 'longer')).toBe(true);
    expect(isReadable(money, 'ten')).toBe(false);
    expect(isReadable(yesNo, 1)).toBe(false);
    expect(isReadable(date, null)).toBe(true);
  });
});
