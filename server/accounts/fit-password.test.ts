import { expect, test } from 'vitest';
import { unfitPassword, unfitPin } from './fit-password.ts';

const own = ['ana', 'Ana Petrescu', 'riverside'];

test.each([
  ['short1234', 'at least 10'],
  ['x'.repeat(257), 'at most 256'],
  ['aaaaaaaaaaaa', 'different'],
  ['abababababab', 'different'],
  ['1234567890', 'row of keys'],
  ['qwertyuiop', 'row of keys'],
  ['Password2026', 'tries first'],
  ['AnaPetrescu1', 'tries first'],
  ['riverside-2026', 'tries first'],
  ['line\nbreak in it', 'control'],
])('ACCOUNT-3: %j is no password: %s', (password, why) => {
  expect(unfitPassword(password, own)).toContain(why);
});

test.each(['a lathe of quinces', 'ana likes 3 blue kites', 'ÄÖÜäöüß €10', '🔧🔩🪛🧲🔦🔌💡🧰📱⌚'])(
  'ACCOUNT-3: %j is one',
  (password) => {
    expect(unfitPassword(password, own)).toBeUndefined();
  },
);

test.each(['123', '123456789', '12a4', '1111', '1234', '4321', '0123', ''])(
  'ACCOUNT-3: %j is no PIN',
  (pin) => {
    expect(unfitPin(pin)).toBeDefined();
  },
);

test.each(['4711', '20475', '90210338'])('ACCOUNT-3: %j is a PIN', (pin) => {
  expect(unfitPin(pin)).toBeUndefined();
});
