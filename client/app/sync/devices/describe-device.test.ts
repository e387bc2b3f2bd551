import { expect, test } from 'vitest';
import type { DeviceTold } from '../../../../shared/protocol/device-told.ts';
import { byNeed, describeDevice, durationText, metricsOf } from './describe-device.ts';
import { readDevices } from './read-devices.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = 100 * day;
const counts = {
  since: 1,
  synced: 10,
  failed: 1,
  took: 2_000,
  bytesUp: 100,
  bytesDown: 300,
  settled: 2,
  lastSync: now - hour,
};
const device = (more: Partial<DeviceTold> = {}): DeviceTold => ({
  id: 'd',
  user: 'ben',
  name: 'Ben',
  device: 'Tablet',
  schema: '1.x',
  connected: true,
  seen: now,
  behind: 0,
  records: 0,
  edits: 0,
  unsentSince: null,
  counts,
  ...more,
});

test('DEVICE-8: a device that keeps work for days stands out, with what to do; so does one that was away for days', () => {
  expect(describeDevice(device(), now)).toEqual({ tone: 'good', state: 'Connected now', unsent: 'Nothing' });
  const unsent = { records: 1, edits: 3, unsentSince: now - 3 * day };
  const away = describeDevice(device({ ...unsent, connected: false, seen: now - 3 * day }), now);
  expect(away).toMatchObject({
    tone: 'bad',
    unsent: expect.stringContaining('3 edits in 1 record, the oldest from'),
  });
  expect(away.advice).toContain('Ask Ben to open Solder');
  const here = describeDevice(device(unsent), now);
  expect(here).toMatchObject({ tone: 'bad', advice: expect.stringContaining('Export my unsent work') });
  const silent = describeDevice(device({ connected: false, seen: now - 9 * day }), now);
  expect(silent).toMatchObject({ tone: 'warn', unsent: 'Nothing then; since, it is not known' });
  expect(silent.advice).toContain('Sign it out');
});

test('DEVICE-8: work of a moment ago and a device of this morning are nothing to worry about', () => {
  const typing = device({ records: 1, edits: 1, unsentSince: now - 1_000 });
  expect(describeDevice(typing, now)).not.toHaveProperty('advice');
  expect(describeDevice(device({ connected: false, seen: now - 3 * hour }), now)).toMatchObject({
    tone: 'calm',
    state: 'Last here 3 hours ago',
  });
});

test('DEVICE-8: what asks for somebody stands first', () => {
  const devices = [
    device({ id: 'here' }),
    device({ id: 'calm', connected: false, seen: now - hour }),
    device({ id: 'away', connected: false, seen: now - 5 * day }),
    device({
      id: 'keeps',
      connected: false,
      seen: now - 4 * day,
      edits: 1,
      records: 1,
      unsentSince: now - 4 * day,
    }),
  ];
  expect(byNeed(devices, now).map(({ id }) => id)).toEqual(['keeps', 'away', 'here', 'calm']);
});

test('DEVICE-8: the measures of the shop are those of its devices together', () => {
  expect(
    metricsOf([
      device(),
      device({ counts: { ...counts, synced: 30, took: 6_000 } }),
      device({ counts: null }),
    ]),
  ).toEqual({
    synced: 40,
    failed: 2,
    average: 200,
    bytesUp: 200,
    bytesDown: 600,
    settled: 4,
    lastSync: now - hour,
  });
  expect(metricsOf([device({ counts: null })])).toMatchObject({ synced: 0, average: null, lastSync: null });
  expect([80.4, 1_400, 150_000, null].map(durationText)).toEqual(['80 ms', '1.4 s', '3 min', '–']);
});

test('DEVICE-8: what is told and is no device is left out', () => {
  const told = {
    now: 5,
    devices: [device(), null, { id: 1 }, { ...device(), seen: '5' }, device({ counts: null })],
  };
  expect(readDevices(told).devices).toHaveLength(2);
  expect(readDevices('nonsense')).toEqual({ now: 0, devices: [] });
});
