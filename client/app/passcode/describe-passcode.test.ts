import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import type { Role } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { roles } from '../../../shared/schema/roles.ts';
import { NoAnswer, type RelayTrouble } from '../../replica/relay-api.ts';
import { describePasscode, tellSecretEvent, type PasscodeAsked } from './describe-passcode.ts';
import { readRevealed, readSecretFacts } from './secret-facts.ts';

const declared = must(kinds.get('device')?.secrets.get('passcode'), 'a device has a passcode');
const now = 1_700_000_000_000;
const kept = { author: 'ana', at: now - 5 * 60_000 };
const nameOf = (user: string): string => user.toUpperCase();
const said = (asked: Partial<PasscodeAsked> = {}) =>
  describePasscode({
    declared,
    role: 'owner',
    over: false,
    locked: false,
    facts: { kept },
    trouble: undefined,
    nameOf,
    now,
    ...asked,
  });

test('SECRET-6: each role is offered what it may do, and nothing that would be refused', () => {
  const offered = (role: Role, facts: PasscodeAsked['facts']): string =>
    Object.entries(said({ role, facts }).may)
      .flatMap(([act, may]) => (may ? [act] : []))
      .join(' ');
  expect(roles.map((role) => [role, offered(role, { kept }), offered(role, {})])).toEqual([
    ['owner', 'set show clear', 'set'],
    ['manager', 'set show clear', 'set'],
    ['technician', 'set show clear', 'set'],
    ['front-desk', 'set clear', 'set'],
    ['view', '', ''],
  ]);
  expect(said({ role: 'front-desk' }).detail).toBe('Set by ANA, 5 minutes ago. Your role may not see it.');
  expect(said({ locked: true }).may).toEqual({ set: false, show: true, clear: false });
});

test('SECRET-6: without an answer of the relay nothing is offered, and it is said why', () => {
  const troubles: readonly RelayTrouble[] = [
    'offline',
    'not-found',
    'forbidden',
    'conflict',
    'gone',
    'invalid',
    'failed',
  ];
  const nothing = { set: false, show: false, clear: false };
  for (const trouble of troubles) expect(said({ trouble }).may, trouble).toEqual(nothing);
  expect(said({ trouble: 'offline' })).toMatchObject({
    says: 'A passcode is kept on the relay',
    again: false,
  });
  expect(said({ trouble: 'offline', facts: undefined }).says).toBe('Passcodes need the relay');
  expect(said({ trouble: 'failed' }).again).toBe(true);
  expect(said({ facts: undefined })).toMatchObject({ says: 'Asking the relay…', may: nothing });
});

test('SECRET-6: of a device that was handed back it says that the passcode is destroyed, or that it will be', () => {
  const nothing = { set: false, show: false, clear: false };
  const gone = { act: 'destroyed', author: 'ben', at: now - 60_000, reason: '' } as const;
  expect(said({ over: true, facts: { events: [gone] } })).toEqual({
    says: 'The passcode was destroyed',
    detail: 'That was 1 minute ago, when the device was handed back. None is taken any more.',
    may: nothing,
    again: false,
  });
  expect(said({ over: true, facts: {} })).toMatchObject({ says: 'No passcode is kept', may: nothing });
  expect(said({ over: true, facts: {} }).detail).toMatch(/destroyed when the device was handed back/);
  expect(said({ over: true })).toMatchObject({ says: 'A passcode is kept on the relay', may: nothing });
});

test('SECRET-7: who looked, when and why is read as the relay tells it to those who may know', () => {
  const answer = {
    secrets: [{ secret: 'passcode', ...kept }],
    events: [
      { secret: 'passcode', act: 'revealed', author: 'ben', at: now, reason: 'Test the screen' },
      { secret: 'other', act: 'set', author: 'ben', at: now, reason: '' },
      { secret: 'passcode', act: 'stolen', author: 'ben', at: now, reason: '' },
      { secret: 'passcode', act: 'set', author: 'ana', at: kept.at, reason: '' },
    ],
  };
  const { events, ...facts } = readSecretFacts(answer, 'passcode');
  expect(facts).toEqual({ kept });
  expect(events?.map((event) => tellSecretEvent(event, nameOf))).toEqual([
    'BEN looked at it: “Test the screen”',
    'ANA set it',
  ]);
  expect(readSecretFacts({ secrets: [] }, 'passcode')).toEqual({});
  for (const bad of [null, {}, { secrets: 1 }, { secrets: [], events: 'x' }]) {
    expect(() => readSecretFacts(bad, 'passcode')).toThrow(NoAnswer);
  }
  expect(readRevealed({ value: '4711' })).toBe('4711');
  expect(() => readRevealed({ value: 4711 })).toThrow(NoAnswer);
});
