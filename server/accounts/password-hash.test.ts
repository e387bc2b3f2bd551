import { expect, test } from 'vitest';
import { hashCost, hashPassword, isOutdated, matchesHash } from './password-hash.ts';

const cheap = { memory: 8, passes: 1, lanes: 1 };

test('ACCOUNT-1: a password is kept as argon2id with its parameters, and each has a salt of its own', async () => {
  const stored = await hashPassword('a lathe of quinces');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await hashPassword('a lathe of quinces')).not.toBe(stored);
  expect(await matchesHash('a lathe of quinces', stored)).toBe(true);
  expect(await matchesHash('a lathe of quince', stored)).toBe(false);
  expect(isOutdated(stored)).toBe(false);
});

test('ACCOUNT-1: one hashed with other parameters is checked with them, and known to be outdated', async () => {
  const stored = await hashPassword('a lathe of quinces', cheap);
  expect(await matchesHash('a lathe of quinces', stored)).toBe(true);
  expect(isOutdated(stored)).toBe(true);
  expect(isOutdated(stored, { ...hashCost, ...cheap })).toBe(false);
});

test('ACCOUNT-1: it is what RFC 9106 says: a hash of another program is checked here', async () => {
  // Made with the reference implementation's command line: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1
  const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await matchesHash('password', stored)).toBe(true);
  expect(await matchesHash('Password', stored)).toBe(false);
});

test('ACCOUNT-1: an accented letter is one letter, however it was typed', async () => {
  const stored = await hashPassword('caf\u00e9 lathe quince', cheap);
  expect(await matchesHash('cafe\u0301 lathe quince', stored)).toBe(true);
});

test.each([
  '',
  'plain',
  '$2b$12$abcdefghijklmnopqrstuv',
  '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  '$argon2id$v=19$m=9999999,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  '$argon2id$v=19$m=8,t=999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  '$argon2id$v=19$m=0,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
])('ACCOUNT-1: %j is no hash of ours, and nothing matches it', async (stored) => {
  expect(await matchesHash('password', stored)).toBe(false);
});
