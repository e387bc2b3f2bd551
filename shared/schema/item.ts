/**
 * An item of the inventory: a part or an accessory that the shop keeps. What is in stock is the sum of its movements,
 * so that two people who each take one have taken two.
 */
import { kind, latest, ledger, review, text } from './declare.ts';
import { line, money, oneOf, referenceTo, whole } from './scalar.ts';
import { desk, managers, staff } from './roles.ts';

const asNumber = (value: unknown): number => (typeof value === 'number' ? value : 0);

export const item = kind(
  'item',
  'Inventory item',
  'Inventory items',
  ['name', 'sku'],
  {
    sku: review('SKU', line(60), 'medium', staff, { find: 'number' }),
    name: review('Name', line(200), 'medium', staff),
    supplier: latest('Supplier', line(120), 'low', staff),
    cost: review('Unit cost', money, 'high', managers),
    price: review('Price incl. VAT', money, 'critical', desk),
    location: latest('Location', line(80), 'low', staff),
    bin: latest('Bench or bin', line(40), 'low', staff),
    reorderAt: latest('Reorder at', whole(0, 1_000_000), 'low', staff),
    notes: text('Notes', 200_000, 'low', staff),
    movements: ledger(
      'Stock',
      {
        /** A count is written as its difference from what was thought to be there: it adds up with what others take meanwhile. */
        reason: { scalar: oneOf('received', 'used', 'returned', 'counted', 'lost'), label: 'Reason' },
        /** What came in is positive, what went out negative. */
        quantity: { scalar: whole(-99_999, 99_999), label: 'Quantity' },
        device: { scalar: referenceTo('device'), label: 'Device', optional: true },
        note: { scalar: line(500), label: 'Note', optional: true },
      },
      'high',
      staff,
      { amount: (entry) => asNumber(entry['quantity']) },
    ),
  },
  { placed: ['location'] },
);
