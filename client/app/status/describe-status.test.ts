import { expect, test } from 'vitest';
import type { ReplicaStatus } from '../../replica/types.ts';
import { describeStatus, describeTooOld } from './describe-status.ts';

const now = 1_800_000_000_000;
const always = {
  pending: { records: 0, edits: 0, unsaved: 0 },
  lastSync: now - 300_000,
  lastSyncByKind: new Map(),
  storage: null,
  leader: true,
  since: now - 3_600_000,
};

test('APP-7: every state has words of its own', () => {
  const states: ReplicaStatus[] = [
    { ...always, state: 'opening' },
    { ...always, state: 'offline', retryAt: null },
    { ...always, state: 'connecting' },
    {
      ...always,
      state: 'syncing',
      connection: 'online',
      done: 1,
      total: 2,
      progress: 0.5,
      doing: 'sending',
      byKind: {},
    },
    {
      ...always,
      state: 'syncing',
      connection: 'slow',
      done: 1,
      total: 2,
      progress: 0.5,
      doing: 'receiving',
      byKind: {},
    },
    { ...always, state: 'completed', connection: 'online' },
    { ...always, state: 'error', problem: { kind: 'unauthorized' } },
  ];
  const words = states.map((status) => describeStatus(status, now, now));
  expect(new Set(words.map(({ short }) => short)).size).toBe(states.length);
  expect(words.map(({ tone }) => tone)).toEqual(['busy', 'away', 'away', 'busy', 'busy', 'good', 'bad']);
});

test('APP-7: offline tells since when, how much is unsent, and when it was last in step', () => {
  const pending = { records: 2, edits: 3, unsaved: 0 };
  const { short, long } = describeStatus({ ...always, pending, state: 'offline', retryAt: null }, now, now);
  expect(short).toBe('Offline · 3 unsent');
  expect(long).toBe(
    'Offline since 1 hour ago. 3 edits in 2 records not yet sent, saved on this device. Last synced 5 minutes ago.',
  );
});

test('APP-7: what is in memory only is never called saved', () => {
  const pending = { records: 1, edits: 2, unsaved: 1 };
  const { long } = describeStatus({ ...always, pending, state: 'offline', retryAt: null }, now, now);
  expect(long).not.toContain('saved on this device');
});

test.each(['unavailable', 'full', 'failed'] as const)(
  'APP-12: storage that is %s outshouts everything else',
  (kind) => {
    const status: ReplicaStatus = { ...always, storage: { kind }, state: 'completed', connection: 'online' };
    expect(describeStatus(status, now, now)).toMatchObject({
      tone: 'bad',
      short: 'Not saved on this device',
    });
  },
);

const told = (edits: number, unsaved = 0): string => describeTooOld({ records: 1, edits, unsaved });

test('EXPORT-2: a version that is too old says how much is kept, and where', () => {
  expect(told(0)).toBe('This version of Solder is too old for the relay. Load the new one to go on.');
  expect(told(3)).toContain('3 edits that were not sent are kept on this device');
  expect(told(1)).toContain('1 edit that was not sent is kept on this device');
  expect(told(2, 1)).toContain('2 edits that were not sent are in this page only: save them to a file');
  expect(told(1, 1)).toContain('1 edit that was not sent is in this page only: save it to a file');
});
