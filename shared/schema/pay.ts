/**
 * What an employee earns: a record of its own, because who may read is decided for whole records. It has the id of the
 * employee's record, so that two managers who enter it at once write into the same one.
 */
import { kind, latest, review } from './declare.ts';
import { line, money, referenceTo } from './scalar.ts';
import { managers } from './roles.ts';

export const pay = kind(
  'pay',
  'Pay rate',
  'Pay rates',
  ['employee'],
  {
    employee: review('Employee', referenceTo('employee'), 'high', managers),
    rate: review('Hourly rate', money, 'critical', managers),
    note: latest('Note', line(1_000), 'low', managers),
  },
  { read: managers, write: managers },
);
