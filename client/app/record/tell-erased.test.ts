import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { tellErased, tellLost } from './tell-erased.ts';

const kind = (name: string) => must(kinds.get(name), 'a kind');

test('ERASE-6: of orders and devices what the books need goes on, and the page of what was erased says so', () => {
  for (const name of ['order', 'device'])
    expect(tellErased(kind(name))).toContain(
      'What the books need of it goes on in a record without the client',
    );
  for (const name of ['client', 'ticket', 'appointment'])
    expect(tellErased(kind(name))).toContain('Nothing of it is kept.');
});

test('ERASE-6: unsent edits that went are told with the kind, and with no number', () => {
  expect(tellLost(kind('order'))).toBe(
    'An order was erased, for a client who asked for it, and with it what you had not sent.',
  );
  expect(tellLost(undefined)).toMatch(/^A record was erased,/);
});
