import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Value } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { checkValue } from '../../../shared/schema/value.ts';
import { canonical, readTheirs, writeTheirs, type Conversion } from './conversion.ts';
import { conversionOf, fieldsOf } from './derive-fields.ts';
import { readInstant } from './read-instant.ts';

const money: Conversion = { as: 'money' };
const status: Conversion = { as: 'choice', values: ['new', 'done'], names: { done: 'complete' } };

/** Values of ours that a field with this conversion may hold. */
function ours(conversion: Conversion): fc.Arbitrary<Value> {
  switch (conversion.as) {
    case 'text':
    case 'code':
      return fc.option(fc.string({ unit: 'binary' }));
    case 'reference':
      return fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/));
    case 'money':
    case 'sum':
      return fc.option(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }));
    case 'number':
      return fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)));
    case 'flag':
      return fc.option(fc.boolean());
    case 'instant':
      return fc.option(fc.integer({ min: 0, max: 4_000_000_000_000 }));
    case 'date':
      return fc.option(
        fc
          .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
          .map((at) => at.toISOString().slice(0, 10)),
      );
    case 'choice':
      return fc.option(fc.constantFrom(...conversion.values));
    default:
      return fc.option(fc.string());
  }
}

const conversions: readonly Conversion[] = [
  { as: 'text' },
  { as: 'code' },
  { as: 'reference', kind: 'order' },
  money,
  { as: 'number' },
  { as: 'flag', sent: 'number' },
  { as: 'flag', sent: 'boolean' },
  { as: 'instant' },
  { as: 'date' },
  status,
];

it.each(conversions)('BRIDGE-2: every value of ours comes back as it went, as $as', (conversion) => {
  fc.assert(
    fc.property(ours(conversion), (value) => {
      const said = writeTheirs(conversion, value);
      if ('problem' in said) throw new Error(said.problem);
      const wire = JSON.parse(JSON.stringify(said.value)) as unknown;
      expect(readTheirs(conversion, wire)).toEqual({ value: canonical(value) });
    }),
    { examples: [[null], ['']] },
  );
});

it('BRIDGE-2: whatever theirs says is read as a value of the type or told as a problem, and nothing is guessed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...conversions), fc.jsonValue(), (conversion, raw) => {
      const read = readTheirs(conversion, raw);
      if ('problem' in read) return;
      expect(typeof read.value === 'object' ? read.value : typeof read.value).toBe(
        read.value === null ? null : expectedType(conversion),
      );
    }),
  );
  const problems = [
    readTheirs({ as: 'text' }, 42),
    readTheirs(money, 'ten'),
    readTheirs(money, 1.005),
    readTheirs(money, true),
    readTheirs(status, 'teleported'),
    readTheirs(status, 'done'),
    readTheirs({ as: 'flag', sent: 'number' }, 2),
    readTheirs({ as: 'date' }, '2026-02-30'),
    writeTheirs(status, 'teleported'),
  ];
  expect(problems.map((each) => 'problem' in each)).toEqual(problems.map(() => true));
});

function expectedType({ as }: Conversion): string {
  if (as === 'money' || as === 'number' || as === 'instant') return 'number';
  return as === 'flag' ? 'boolean' : 'string';
}

it('BRIDGE-2: money is minor units here, and major units there, as a number or a string of one', () => {
  expect([120, 119.99, '150.00', -0.07, 0, 1_234_567.89].map((raw) => readTheirs(money, raw))).toEqual(
    [12_000, 11_999, 15_000, -7, 0, 123_456_789].map((value) => ({ value })),
  );
});

it('BRIDGE-2: a sum is that of all parts of a list, nothing for an empty one, and a problem where one cannot be read', () => {
  const sum: Conversion = { as: 'sum', of: 'total' };
  expect(
    [[], [{ total: 10 }], [{ total: 0.1 }, { total: '0.20' }]].map((raw) => readTheirs(sum, raw)),
  ).toEqual([null, 1_000, 30].map((value) => ({ value })));
  expect(['problem' in readTheirs(sum, [{ total: 1 }, {}]), 'problem' in readTheirs(sum, 'x')]).toEqual([
    true,
    true,
  ]);
  expect(writeTheirs(sum, 12_345)).toEqual({ value: 123.45 });
});

it('BRIDGE-2: a moment is one and the same in each of the formats that stand in one column', () => {
  const at = Date.parse('2026-03-04T05:06:00.000Z');
  const same = [
    '2026-03-04 05:06:00',
    '2026-03-04T05:06:00.000Z',
    '2026-03-04T05:06:00Z',
    '2026-03-04T05:06',
    '2026-03-04T06:06:00+01:00',
  ];
  expect(same.map(readInstant)).toEqual(same.map(() => at));
  expect(['', '2026-13-01', '2026-02-30', 'soon', '20260304', '2026-03-04T25:00'].map(readInstant)).toEqual(
    Array.from({ length: 6 }),
  );
  expect(readTheirs({ as: 'date' }, '2026-03-04T05:06:00.000Z')).toEqual({ value: '2026-03-04' });
});

it('BRIDGE-1: every field of the schema with a legacy name has a mapping by its type, whose readings the field takes', () => {
  const mapped = [...kinds.values()].flatMap((kind) => {
    const fields = fieldsOf(kind.name, { patched: [] });
    for (const { field, conversion } of fields) {
      const declared = kind.fields.get(field);
      expect(declared && conversionOf(declared)).toEqual(conversion);
      if (declared && 'scalar' in declared && conversion.as === 'choice')
        expect(conversion.values.map((value) => checkValue(declared.scalar, value))).toEqual(
          conversion.values.map(() => undefined),
        );
    }
    return fields.map(({ field }) => `${kind.name}.${field}`);
  });
  expect(mapped).toContain('device.price');
  expect(mapped.length).toBeGreaterThan(30);
});
