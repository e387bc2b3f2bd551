import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { NoAnswer, type RelayTrouble } from '../../replica/relay-api.ts';
import type { RecordSync, ReplicaStatus } from '../../replica/types.ts';
import { CheckInPasscodes } from './check-in-passcodes.ts';

const phone = { id: 'd1' as EntityId, passcodeKind: 'pin' };
const tablet = { id: 'd2' as EntityId, passcodeKind: 'none' };

function atTheCounter() {
  const time = new ManualTime();
  const end = new AbortController();
  const put: (readonly [string, unknown])[] = [];
  const world = {
    step: 'device' as RecordSync['step'],
    state: 'completed' as ReplicaStatus['state'],
    trouble: undefined as RelayTrouble | undefined,
  };
  const passcodes = new CheckInPasscodes({
    time,
    signal: end.signal,
    relay: {
      put: (path, body) => {
        put.push([path, body]);
        return world.trouble ? Promise.reject(new NoAnswer(world.trouble)) : Promise.resolve({ set: true });
      },
    },
    replica: {
      recordSync: () => ({ step: world.step, edits: 1 }),
      status: () => ({ state: world.state }) as ReplicaStatus,
    },
  });
  passcodes.type(phone.id, '4711');
  passcodes.type(tablet.id, 'was typed before it was said that there is none');
  /** Half a second at a time: what is asked in one is answered before the next. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left >= 0; left -= 500) {
      await setImmediate();
      await time.advance(Math.min(left, 500));
    }
    await setImmediate();
  };
  return { passcodes, put, world, pass, end };
}

test('SECRET-8: a passcode that was typed goes to the relay once its device is there, and is forgotten', async () => {
  const { passcodes, put, world, pass } = atTheCounter();
  passcodes.send([phone, tablet]);
  expect(passcodes.typed(phone.id)).toBe('');
  expect(passcodes.sent(phone.id)).toEqual({ step: 'sending' });
  await pass(1_000);
  expect(put).toEqual([]);
  world.step = 'relay';
  await pass(500);
  expect(put).toEqual([['device/d1/secrets/passcode', { value: '4711' }]]);
  expect(passcodes.sent(phone.id)).toEqual({ step: 'kept' });
  expect(passcodes.sent(tablet.id)).toBeUndefined();
});

test('SECRET-8: without a connection it is told at once that it was not kept, and it is not sent later', async () => {
  const { passcodes, put, world, pass } = atTheCounter();
  world.state = 'offline';
  passcodes.send([phone]);
  await pass(0);
  expect(passcodes.sent(phone.id)).toEqual({ step: 'not-kept', why: 'offline' });
  world.state = 'completed';
  world.step = 'relay';
  await pass(60_000);
  expect(put).toEqual([]);
});

test('SECRET-8: a relay that fails is asked again for a while, one that says no is not', async () => {
  const failing = atTheCounter();
  Object.assign(failing.world, { step: 'relay', trouble: 'not-found' });
  failing.passcodes.send([phone]);
  await failing.pass(1_000);
  expect(failing.put.length).toBeGreaterThan(1);
  failing.world.trouble = undefined;
  await failing.pass(500);
  expect(failing.passcodes.sent(phone.id)).toEqual({ step: 'kept' });

  const late = atTheCounter();
  Object.assign(late.world, { step: 'relay', trouble: 'failed' });
  late.passcodes.send([phone]);
  await late.pass(21_000);
  expect(late.passcodes.sent(phone.id)).toEqual({ step: 'not-kept', why: 'failed' });

  const refused = atTheCounter();
  Object.assign(refused.world, { step: 'relay', trouble: 'forbidden' });
  refused.passcodes.send([phone]);
  await refused.pass(5_000);
  expect(refused.put).toHaveLength(1);
  expect(refused.passcodes.sent(phone.id)).toEqual({ step: 'not-kept', why: 'forbidden' });
});

test('SECRET-8: what the relay will never take is told at once and not sent again', async () => {
  const { passcodes, put, world, pass } = atTheCounter();
  Object.assign(world, { step: 'relay', trouble: 'invalid' });
  passcodes.send([phone]);
  await pass(0);
  expect(passcodes.sent(phone.id)).toEqual({ step: 'not-kept', why: 'invalid' });
  await pass(25_000);
  expect(put).toHaveLength(1);
});

test.each([
  ['pin', '47a1', 'A PIN has digits only.'],
  ['pattern', '1-2-3', 'A pattern joins at least 4 dots.'],
  ['password', '   ', 'It is empty.'],
  ['password', 'x'.repeat(201), 'At most 200 characters.'],
])('SECRET-8: what cannot be a %s (%s) is told, and goes nowhere', async (passcodeKind, text, problem) => {
  const { passcodes, put, world, pass } = atTheCounter();
  world.step = 'relay';
  const device = { ...phone, passcodeKind };
  passcodes.type(phone.id, text);
  expect(passcodes.problem(device)).toBe(problem);
  passcodes.send([device]);
  expect(passcodes.sent(phone.id)).toEqual({ step: 'not-kept', why: 'invalid' });
  await pass(1_000);
  expect(put).toEqual([]);
  // A device may go without, and what was typed before it was said that there is none is no problem.
  expect(passcodes.problem(device)).toBeUndefined();
  expect(atTheCounter().passcodes.problem(tablet)).toBeUndefined();
});

test('SECRET-8: the end of the session forgets what was typed', () => {
  const { passcodes, end } = atTheCounter();
  end.abort();
  expect(passcodes.typed(phone.id)).toBe('');
  passcodes.type(phone.id, '4711');
  expect(passcodes.typed(phone.id)).toBe('');
});
