import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { SentBack } from './refused-list.ts';
import { whyUnfit, type There } from './why-unfit.ts';

const device = must(kinds.get('device'), 'no devices');
const name = must(parseEntityKey('device/d1'), 'a name');
function why(field: string, value: unknown, more: Partial<SentBack> & There = {}): string | undefined {
  const { choices, length, ...edit } = more;
  const declared = must(device.fields.get(field), 'a field');
  const sent = { id: 'r1', name, field, rule: 'schema', value, count: 1, author: 'ben', at: 0 } as const;
  return whyUnfit(declared, { ...sent, through: 'app', ...edit }, { choices, length });
}

test('QUAR-12: a value of another kind than the field takes is not offered to be applied, and it is said why', () => {
  expect(why('price', 9_900)).toBeUndefined();
  expect(why('price', null)).toBeUndefined();
  expect(why('price', 'dear')).toBe('It is of another kind than the field takes.');
  expect(why('grade', 'Z')).toBe('It is none of the choices.');
  expect(why('price', undefined)).toBeUndefined();
  expect(why('price', undefined, { cut: true })).toBe('It was too long to be kept.');
  expect(why('deleted', false)).toBeUndefined();
  expect(why('deleted', 'seen:1.2')).toBeUndefined();
});

test('QUAR-12: what is too long says by how much, of a text with what is there already', () => {
  const brand = must(device.fields.get('brand'), 'a brand');
  const max = 'scalar' in brand && brand.scalar.type === 'string' ? brand.scalar.max : 0;
  expect(why('brand', 'x'.repeat(max))).toBeUndefined();
  expect(why('brand', 'x'.repeat(max + 20))).toBe('It is too long by 20 letters.');
  const diagnosis = must(device.fields.get('diagnosis'), 'a text');
  const longest = diagnosis.policy === 'text' ? diagnosis.max : 0;
  expect(why('diagnosis', 'x'.repeat(longest))).toBeUndefined();
  expect(why('diagnosis', 'x', { length: longest - 2 })).toBeUndefined();
  expect(why('diagnosis', 'x', { length: longest - 1 })).toBe('It is too long by 1 letter.');
  expect(why('diagnosis', null)).toBe('It only took words away.');
});

test('QUAR-12: a step is offered as long as it follows from where the record is', () => {
  expect(why('status', 'repaired_qc')).toBeUndefined();
  expect(why('status', 'repaired_qc', { choices: ['diagnosing', 'repaired_qc'] })).toBeUndefined();
  expect(why('status', 'repaired_qc', { choices: ['diagnosing'] })).toBe(
    'That step does not lead on from where it is now.',
  );
});

test('QUAR-12: elements of sets and entries of ledgers are looked at one by one', () => {
  expect(why('accessories', ['Case', 'Bag'], { count: 2 })).toBeUndefined();
  expect(why('accessories', ['Case', 7], { count: 2 })).toBe('It is of another kind than the field takes.');
  expect(why('accessories', ['Case'], { count: 5 })).toBe('It was too much to be kept whole.');
  expect(why('accessories', null)).toBe('It only took something away.');
  const entry = { id: 'p1', at: 5, by: 'fay', part: 'Glass', quantity: 1 };
  expect(why('parts', entry)).toBeUndefined();
  expect(why('parts', { ...entry, colour: 'red' })).toBe('The list has no such part.');
  expect(why('parts', { id: 'p1', at: 5, by: 'fay' })).toBe('A part of the entry is missing.');
  expect(why('parts', 'Glass')).toBe('It is nothing that the field can hold.');
});
