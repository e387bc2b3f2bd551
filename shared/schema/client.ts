/** A client of the shop. Number of orders and total spent are derived; only the relay writes them. */
import { client as clientWins, kind, latest, review, server, set, text } from './declare.ts';
import { line, money, whole, yesNo } from './scalar.ts';
import { desk, nobody, staff } from './roles.ts';

export const client = kind(
  'client',
  'Client',
  'Clients',
  ['name', 'company', 'email'],
  {
    name: review('Name', line(120), 'medium', staff, { legacy: 'name' }),
    email: review('E-mail', line(254), 'high', staff, { legacy: 'email', find: 'number' }),
    phone: clientWins('Phone', line(40), 'medium', staff, { legacy: 'phone', find: 'phone' }),
    company: latest('Company', line(120), 'low', staff, { legacy: 'company' }),
    address: latest('Address', line(300), 'low', staff, { legacy: 'address' }),
    city: latest('City', line(80), 'low', staff, { legacy: 'city' }),
    postcode: latest('Postcode', line(16), 'low', staff, { legacy: 'postcode' }),
    marketing: review('May be sent offers', yesNo, 'high', desk),
    tags: set('Tags', line(40), 'low', staff),
    notes: text('Notes', 200_000, 'low', staff, { legacy: 'notes' }),
    orderCount: server('Orders', whole(0, 1_000_000), 'low', nobody, { legacy: 'orderCount' }),
    totalSpent: server('Total spent', money, 'low', nobody, { legacy: 'totalSpent' }),
  },
  { person: true },
);
