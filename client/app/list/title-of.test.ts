import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { kindsInTitle, titleOf } from './title-of.ts';

const appointment = must(kinds.get('appointment'), 'no appointments');

const title = (fields: Record<string, string | null>) => titleOf(appointment, { id: 'abcdef', fields });

test('APP-3: a record is called by its title in words, never by what the document calls a choice', () => {
  expect(title({ subject: null, type: 'drop_off' })).toBe('Drop off');
  expect(title({ subject: 'Fetch the amplifier', type: 'visit' })).toBe('Fetch the amplifier Visit');
  expect(title({ subject: ' ', type: 'of_tomorrow' })).toBe('Of tomorrow');
  expect(title({ subject: null, type: null })).toBe('Appointment …cdef');
});

test('APP-3: a record that is called by another is called as that one is, and never by an id', () => {
  const pay = must(kinds.get('pay'), 'no pay rates');
  const row = { id: 'abcdef', fields: { employee: 'e1' } };
  const employee = {
    kind: 'employee',
    id: 'e1',
    at: 1,
    deleted: false,
    review: [],
    fields: { name: 'Dee Okafor' },
  };
  expect(titleOf(pay, row, { row: ({ id }) => (id === 'e1' ? employee : undefined) })).toBe('Dee Okafor');
  expect(titleOf(pay, row, { row: () => undefined })).toBe('Pay rate …cdef');
  expect(titleOf(pay, row)).toBe('Pay rate …cdef');
});

test('APP-2: what a record is called is looked at again with the records whose titles are in it', () => {
  const pay = must(kinds.get('pay'), 'no pay rates');
  expect(kindsInTitle(pay)).toEqual(['pay', 'employee']);
  expect(kindsInTitle(appointment)[0]).toBe('appointment');
});
