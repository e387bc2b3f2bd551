import { expect, test } from 'vitest';
import { kinds } from './kinds.ts';
import { mayRead, withheldKinds } from './may-read.ts';
import { managers, roles } from './roles.ts';

const readers = (kind: string) => roles.filter((role) => mayRead(role, kind));

test('READ-1: a kind that names its readers is read by those alone, every other and every unknown one by all', () => {
  expect(readers('pay')).toEqual(managers);
  expect(readers('of-a-newer-version')).toEqual(roles);
  const open = [...kinds.values()].filter(({ read }) => read === undefined);
  expect(open.length).toBeGreaterThan(5);
  for (const { name } of open) expect(readers(name)).toEqual(roles);
});

test('READ-1: what is withheld from a role is what it may not read', () => {
  for (const role of roles) {
    const read = [...kinds.keys()].filter((kind) => mayRead(role, kind));
    expect([...read, ...withheldKinds(role)].toSorted()).toEqual([...kinds.keys()].toSorted());
  }
  expect(withheldKinds('owner')).toEqual([]);
  expect(withheldKinds('view')).toContain('pay');
});

test('READ-1: whoever writes any field of a kind reads it', () => {
  for (const { name, fields } of kinds.values()) {
    const writers = new Set([...fields.values()].flatMap(({ write }) => write));
    for (const role of writers) expect(`${role} ${name} ${mayRead(role, name)}`).toBe(`${role} ${name} true`);
  }
});
