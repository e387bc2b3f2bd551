import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { StampClock, type Stamp } from '../../../shared/lib/stamp.ts';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import type { Entry } from '../../../shared/document/types.ts';
import type { Scalar, Value } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { showScalar } from '../fields/show-scalar.ts';
import { tellDeletion } from './tell-deletion.ts';

const device = must(kinds.get('device'), 'no devices');
const time = new ManualTime();
const clock = new StampClock(time);
const stamped = (): Stamp => clock.next();
const now = time.now() + 5 * 60_000;
const words = {
  nameOf: (author: string) => author.toUpperCase(),
  shown: (scalar: Scalar, value: Value) => showScalar(scalar, value, now),
  now,
};
const entry = (field: string, value: Entry['value'], author: string): Entry => ({
  field,
  value,
  author,
  stamp: stamped(),
});

test('TRAY-2: a deletion is told with who and when, and with what was changed to what, by whom', () => {
  expect(
    tellDeletion(
      device,
      [entry('deleted', true, 'ana'), entry('serial', 'X-1', 'bo'), entry('imei', null, 'cai')],
      words,
    ),
  ).toEqual([
    'ANA deleted it, 5 minutes ago.',
    `BO changed ${must(device.fields.get('serial'), 'a serial').label} to “X-1”, 5 minutes ago.`,
    `CAI changed ${must(device.fields.get('imei'), 'an IMEI').label} to nothing, 5 minutes ago.`,
  ]);
});

test('TRAY-3: and through what, where that is known', () => {
  const doors = new Map([['bo', 'over the API']]);
  const doorOf = ({ author }: Entry): string => doors.get(author) ?? '';
  const entries = [entry('deleted', true, 'ana'), entry('imei', null, 'bo')];
  expect(tellDeletion(device, entries, { ...words, doorOf })).toEqual([
    'ANA deleted it, 5 minutes ago.',
    `BO changed ${must(device.fields.get('imei'), 'an IMEI').label} to nothing, 5 minutes ago, over the API.`,
  ]);
});

test('TRAY-2: where only words in a text were written, that is said', () => {
  expect(tellDeletion(device, [entry('deleted', true, 'ana')], words)).toEqual([
    'ANA deleted it, 5 minutes ago.',
    'Somebody wrote on in it without having seen that.',
  ]);
});

test('TRAY-2: who chose to keep it is told as having kept it', () => {
  const entries = [entry('deleted', false, 'ana'), entry('deleted', true, 'bo')];
  expect(tellDeletion(device, entries, words)).toEqual([
    'ANA kept it, 5 minutes ago.',
    'BO deleted it, 5 minutes ago.',
  ]);
});
