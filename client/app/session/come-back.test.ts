import { expect, test } from 'vitest';
import { comeBack } from './come-back.ts';
import type { Entering } from './entering.ts';
import { PinVerifier } from './pin-verifier.ts';
import type { Session, Shelf } from './sessions.ts';

const ana: Session = {
  shop: 'demo',
  user: 'ana',
  name: 'Ana',
  role: 'manager',
  token: '',
  by: 'account',
  pin: true,
};
const entered: Entering = { as: 'entered', session: { ...ana, token: 'one' } };
const refused = (why: string): Entering => ({ as: 'refused', why, detail: '', waits: 0 });

function scene() {
  const held = new Map<string, string>();
  const shelf: Shelf = {
    keys: () => [...held.keys()],
    get: (key) => held.get(key),
    set: (key, text) => void held.set(key, text),
    remove: (key) => void held.delete(key),
  };
  const verifier = new PinVerifier(shelf, crypto, 10);
  const come = (pin: string, answer: Entering) =>
    comeBack(ana, pin, { unlock: () => Promise.resolve(answer), verifier });
  return { held, verifier, come };
}

test('PIN-3: without a relay the PIN that it took before opens, and no other one', async () => {
  const { come, held } = scene();
  expect(await come('4711', { as: 'away' })).toEqual({ as: 'away' });
  expect(await come('4711', entered)).toMatchObject({ as: 'in', session: { token: 'one' } });
  expect(await come('0000', { as: 'away' })).toEqual({ as: 'wrong' });
  expect(await come('4711', { as: 'away' })).toEqual({ as: 'in', session: ana });
  expect([...held.values()].join()).not.toContain('4711');
});

test('PIN-3: after five wrong ones this device asks nobody but the relay', async () => {
  const { come } = scene();
  await come('4711', entered);
  for (let i = 0; i < 5; i++) expect(await come('0000', { as: 'away' })).toEqual({ as: 'wrong' });
  expect(await come('4711', { as: 'away' })).toEqual({ as: 'away' });
  expect(await come('4711', entered)).toMatchObject({ as: 'in' });
  expect(await come('4711', { as: 'away' })).toMatchObject({ as: 'in' });
});

test('PIN-3: what the relay says counts, and where it wants the password so does this device', async () => {
  const { come } = scene();
  await come('4711', entered);
  expect(await come('4711', refused('wrong-pin'))).toEqual({ as: 'wrong' });
  expect(await come('4711', refused('suspended'))).toEqual({ as: 'suspended' });
  // Too many at once: as if it were away.
  expect(await come('4711', refused('too-many-requests'))).toMatchObject({ as: 'in' });
  for (const why of ['pin-locked', 'session-ended']) {
    expect(await come('4711', refused(why))).toEqual({ as: 'password' });
  }
  expect(await come('4711', { as: 'away' })).toEqual({ as: 'away' });
});

test.each(['{', 'null', '{}', '{"salt":1,"hash":"x","rounds":1,"tries":0}'])(
  'PIN-3: what is kept and reads %s opens nothing',
  async (text) => {
    const { come, held } = scene();
    held.set('pin/demo/ana', text);
    expect(await come('4711', { as: 'away' })).toEqual({ as: 'away' });
  },
);
