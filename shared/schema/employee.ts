/**
 * Somebody who works in the shop, as their colleagues may see it. What they earn is a record of its own (`pay.ts`),
 * what they may do is their account's role, which the relay knows and no record changes; a PIN is in no document.
 */
import { kind, latest, review, text } from './declare.ts';
import { account, line, oneOf, yesNo } from './scalar.ts';
import { managers, roles } from './roles.ts';

export const employee = kind(
  'employee',
  'Employee',
  'Employees',
  ['name'],
  {
    name: review('Name', line(120), 'medium', managers),
    /** The id with which they sign in and under which their edits stand. */
    user: review('Account', account, 'high', managers),
    role: review('Role', oneOf(...roles), 'high', managers),
    active: review('Works here', yesNo, 'high', managers),
    phone: review('Phone', line(40), 'medium', managers, { find: 'phone' }),
    email: review('E-mail', line(254), 'medium', managers, { find: 'number' }),
    location: latest('Location', line(80), 'low', managers),
    colour: latest('Colour', line(40), 'low', managers),
    notes: text('Notes', 200_000, 'low', managers),
  },
  { write: managers },
);
