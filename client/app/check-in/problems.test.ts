import { expect, test } from 'vitest';
import type { EntityId, FileId } from '../../../shared/lib/ids.ts';
import { emptyCheckIn, emptyDevice, type CheckIn } from './check-in.ts';
import { firstUnfinished, problemsOf } from './problems.ts';
import { deviceShelf } from '../drafts/device-shelf.ts';
import { keep, readKept } from './kept-check-in.ts';

let made = 0;
const empty = emptyCheckIn((kind) => `${kind}${++made}` as EntityId);
const client = { ...empty.client, name: 'Mair', phone: '029 2018 0000' };
const device = { ...emptyDevice('d' as EntityId), type: 'Kettle', issue: 'Leaks.' };
const whole: CheckIn = {
  ...empty,
  client,
  devices: [device],
  agreed: true,
  signedBy: 'Mair',
  signature: 'f1' as FileId,
};

test('CHECKIN-4: an empty check-in is stopped at its first step, a whole one at none', () => {
  expect(firstUnfinished(empty)).toBe('client');
  expect(firstUnfinished({ ...empty, client })).toBe('devices');
  expect(firstUnfinished({ ...whole, agreed: false })).toBe('terms');
  expect(firstUnfinished(whole)).toBeUndefined();
  expect([...problemsOf('terms', { ...whole, signature: '' }).keys()]).toEqual(['signature']);
  // Nobody stands at the counter to sign for what comes by post.
  expect(firstUnfinished({ ...whole, signature: '', intake: 'mail_in' })).toBeUndefined();
  expect(firstUnfinished({ ...whole, signature: '', signedBy: '', intake: 'mail_in' })).toBe('terms');
});

test.each<[string, Partial<CheckIn>, string]>([
  ['nobody', { client: { ...client, name: ' ' } }, 'name'],
  ['no way to reach them', { client: { ...client, phone: '' } }, 'phone'],
  ['a telephone number without digits', { client: { ...client, phone: 'abc' } }, 'phone'],
  ['half an address', { client: { ...client, email: 'mair@' } }, 'email'],
  ['a postcode beyond its field', { client: { ...client, postcode: 'x'.repeat(17) } }, 'postcode'],
])('CHECKIN-4: %s is told at its input', (_what, changes, input) => {
  expect([...problemsOf('client', { ...whole, ...changes }).keys()]).toContain(input);
});

test.each<[string, object, string]>([
  ['no device', { type: '' }, 'devices.0.type'],
  ['nothing wrong with it', { issue: '' }, 'devices.0.issue'],
  ['an IMEI that is none', { imei: '1234' }, 'devices.0.imei'],
])('CHECKIN-4: %s is told at its input', (_what, changes, input) => {
  const problems = problemsOf('devices', { ...whole, devices: [{ ...device, ...changes }] });
  expect([...problems.keys()]).toEqual([input]);
});

const wrongPin = ({ id }: { readonly id: EntityId }) =>
  id === device.id ? 'A PIN has digits only.' : undefined;

test('SECRET-8: what cannot be a passcode is a problem of the devices, and hands nothing in', () => {
  expect([...problemsOf('devices', whole, wrongPin)]).toEqual([
    ['devices.0.passcode', 'A PIN has digits only.'],
  ]);
  expect(firstUnfinished(whole, wrongPin)).toBe('devices');
});

test.each(['abc', '-5', '1.234', '99999999999999'])('CHECKIN-4: %s is no deposit', (deposit) => {
  expect(problemsOf('summary', { ...whole, deposit }).has('deposit')).toBe(true);
});

test('CHECKIN-5: what is filled in is kept, and what cannot be read begins anew', () => {
  const shelf = deviceShelf(() => {
    throw new DOMException('no', 'SecurityError');
  });
  keep(shelf, 'one', whole);
  expect(readKept(shelf, 'one', empty)).toEqual(whole);
  expect(readKept(shelf, 'two', empty)).toBeUndefined();
  for (const text of ['{', '7', '{"devices":1}', '{"step":"nowhere"}']) {
    shelf.setItem('one', text);
    expect(readKept(shelf, 'one', empty)).toBeUndefined();
  }
  keep(shelf, 'one', undefined);
  expect(shelf.length).toBe(0);
});
