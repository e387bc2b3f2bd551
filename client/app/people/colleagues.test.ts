import { expect, test } from 'vitest';
import { systemAuthors } from '../../../shared/lib/ids.ts';
import { colleagues } from './colleagues.ts';
import { nameOf } from './name-of.ts';

const self = { id: 'ana', name: 'Ana Petrescu' };
const employee = (fields: Record<string, string | boolean | null>, deleted = false) => ({ fields, deleted });

test('RECORD-1: whoever has an employee’s record is known by name when they are not here', () => {
  const known = colleagues({
    employees: [
      employee({ user: 'ben', name: 'Ben Hughes', active: true }),
      employee({ user: 'dee', name: 'Dee Okafor', active: false }),
      employee({ user: 'eva', name: 'Eva', active: null }, true),
      employee({ user: null, name: 'No account' }),
      employee({ user: 'fay', name: ' ' }),
    ],
    present: [
      { user: 'ben', name: 'Benjamin' },
      { user: 'gil', name: 'Gil' },
      { user: 'gil', name: 'Gil' },
    ],
    self,
  });
  expect(known).toEqual([
    { user: 'ana', name: 'Ana Petrescu', active: true },
    { user: 'ben', name: 'Ben Hughes', active: true },
    { user: 'dee', name: 'Dee Okafor', active: false },
    { user: 'eva', name: 'Eva', active: false },
    { user: 'gil', name: 'Gil', active: true },
  ]);
});

test('RECORD-1: who is known to nobody is shown by their id, and the shop’s own machinery by what it is', () => {
  const known = new Map([['ben', 'Ben Hughes']]);
  expect(nameOf('ben', known)).toBe('Ben Hughes');
  expect(nameOf('zoe_b', known)).toBe('Zoe b');
  expect(nameOf(systemAuthors.relay, known)).toBe('The relay');
});
