import { expect, test } from 'vitest';
import { describePerson, readPeople } from './shop-people.ts';

const person = (name: string, revoked = false) => ({
  user: name.toLowerCase(),
  name,
  role: 'view',
  revoked,
  password: true,
});

test('PEOPLE-5: people are told by name, those who were removed last, and what is none is left out', () => {
  const told = [person('Zoe'), person('Gone', true), null, { user: 'x' }, person('Ana')];
  expect(readPeople(told).map(({ name }) => name)).toEqual(['Ana', 'Zoe', 'Gone']);
  expect(readPeople({ rows: [] })).toEqual([]);
});

test('PEOPLE-5: whom a provider signs in is told apart, and a relay of before knows of none', () => {
  const [ana, eva] = readPeople([person('Ana'), { ...person('Eva'), password: false, by: 'provider' }]);
  expect([ana?.elsewhere, eva?.elsewhere]).toEqual([false, true]);
  expect([ana, eva].map((each) => each && describePerson(each))).toEqual([
    'has a password',
    'signs in elsewhere',
  ]);
});
