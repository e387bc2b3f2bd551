import { expect, test } from 'vitest';
import type { Row } from '../../../shared/document/types.ts';
import { must } from '../../../shared/lib/assert.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { showScalar } from '../fields/show-scalar.ts';
import { describeTakenBack, tellTakenBack } from './describe-taken-back.ts';

test.each([
  [3, 0, '3 edits of Bus are taken back, and kept here for a month.'],
  [
    1,
    2,
    '1 edit of Bus is taken back, and kept here for a month. 2 edits of Bus stay: the relay has them, or may have.',
  ],
  [0, 1, 'Nothing could be taken back. 1 edit of Bus stays: the relay has it, or may have.'],
  [0, 0, 'Nothing of Bus waits to be sent any more.'],
])('QUEUE-9: %i taken back and %i sent are told', (takenBack, sent, said) => {
  expect(describeTakenBack({ takenBack, sent }, 'Bus')).toBe(said);
});

const row = (kind: string, fields: Row['fields'], deleted = false): Row => ({
  kind,
  id: 'r1',
  at: 0,
  deleted,
  review: [],
  fields,
});
const shown: Parameters<typeof tellTakenBack>[3] = (scalar, value) => showScalar(scalar, value, 0);
const order = must(kindNamed('order'), 'orders are a kind');
const ticket = must(kindNamed('ticket'), 'tickets are a kind');

test('QUEUE-9: what was taken back is told field by field, beside what the record is now', () => {
  const was = row('ticket', { subject: 'New', notes: 'x'.repeat(400), priority: 'urgent', created: 5 });
  const is = row('ticket', { subject: 'Old', priority: 'urgent', notes: '', created: 1 });
  expect(tellTakenBack(ticket, was, is, shown)).toEqual([
    { field: 'subject', label: 'Subject', was: 'New', is: 'Old' },
    { field: 'notes', label: 'Notes', was: `${'x'.repeat(300)}…`, is: '' },
  ]);
});

test('QUEUE-9: a record of which nothing is left is told whole, with sums of what adds up', () => {
  const was = row('order', {
    lines: { count: 2, sum: 9050, last: 1 },
    payments: { count: 0, sum: 0, last: 0 },
  });
  expect(tellTakenBack(order, was, undefined, shown)).toEqual([
    { field: 'lines', label: 'Lines', was: '2 entries, £90.50', is: '' },
  ]);
});

test('QUEUE-9: a deletion that was taken back is told, and what is the same is not', () => {
  const was = row('ticket', { subject: 'Same' }, true);
  expect(tellTakenBack(ticket, was, row('ticket', { subject: 'Same' }), shown)).toEqual([
    { field: 'deleted', label: 'The ticket', was: 'deleted', is: 'not deleted' },
  ]);
});
