import { expect, test } from 'vitest';
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Present } from '../../../shared/protocol/messages.ts';
import { teamOf } from './team-of.ts';

const now = 1_800_000_000_000;
const row = (kind: string, id: string, fields: Record<string, RowValue>): Row => ({
  kind,
  id,
  at: now,
  deleted: false,
  review: [],
  fields,
});
const here = (user: string, idle = false): Present => ({
  session: user,
  user,
  name: user,
  at: '',
  field: '',
  idle,
});
const self = { id: 'ana', name: 'Ana', role: 'manager' };
const employees = [
  row('employee', 'e1', { user: 'ana', name: 'Ana Petrescu', role: 'manager', active: true }),
  row('employee', 'e2', { user: 'ben', name: 'Ben Hughes', role: 'technician' }),
  row('employee', 'e3', { name: 'Zoe', role: 'technician' }),
  row('employee', 'e4', { user: 'old', name: 'Left', active: false }),
  row('employee', 'e5', { user: 'cai', name: '  ', role: 'technician' }),
];
const devices = [
  row('device', 'd1', { claimedBy: 'ben', claimedUntil: now + 1 }),
  row('device', 'd2', { claimedBy: 'cai', claimedUntil: now }),
];

test('TEAM-1: the team is everybody who works here or is in, with their role, their claims and whether they are in', () => {
  const present = [here('ana'), here('dee', true), here('ben', true), here('ben')];
  const team = teamOf({ self, employees, present, devices, now });
  expect(team.map(({ user, name, role, state, claims }) => [user, name, role, state, claims.length])).toEqual(
    [
      ['ana', 'Ana Petrescu', 'manager', 'active', 0],
      ['ben', 'Ben Hughes', 'technician', 'active', 1],
      ['dee', 'dee', null, 'idle', 0],
      ['cai', 'cai', 'technician', 'away', 0],
      ['e3', 'Zoe', 'technician', 'away', 0],
    ],
  );
});

test('TEAM-1: without a connection nobody is said to be in or away, and what is on this device is shown', () => {
  const team = teamOf({ self, employees, present: undefined, devices, now });
  expect(team.map(({ user, state }) => [user, state])).toEqual([
    ['ana', 'unknown'],
    ['ben', 'unknown'],
    ['cai', 'unknown'],
    ['e3', 'unknown'],
  ]);
});
