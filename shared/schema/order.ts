/** An order: what a client handed in at one time, under one number. Its status follows from its devices (`order-status.ts`). */
import { client, kind, latest, ledger, review, server, text } from './declare.ts';
import { derivedOrderStatuses, orderOverrides } from './order-status.ts';
import { account, date, decimal, instant, line, money, oneOf, referenceTo, whole, yesNo } from './scalar.ts';
import { desk, nobody, staff } from './roles.ts';

const asNumber = (value: unknown): number => (typeof value === 'number' ? value : 0);

export const order = kind(
  'order',
  'Order',
  'Orders',
  ['number'],
  {
    number: review('Number', line(32), 'high', staff, { legacy: 'number', find: 'number', personal: false }),
    client: review('Client', referenceTo('client'), 'high', staff, { legacy: 'clientId', belongs: true }),
    status: server('Status', oneOf(...derivedOrderStatuses, ...orderOverrides), 'high', nobody, {
      legacy: 'status',
    }),
    override: review('Set by hand', oneOf(...orderOverrides), 'high', desk),
    location: latest('Location', line(80), 'low', staff, { legacy: 'locationId', personal: false }),
    assignedUser: latest('Assigned to', account, 'low', staff, { legacy: 'assignedUserId' }),
    intake: latest('Handed in by', oneOf('walk_in', 'collection', 'mail_in', 'courier'), 'low', staff),
    readyBy: latest('Ready by', date, 'medium', staff),
    authorisedLimit: review('Authorised up to', money, 'high', desk),
    lines: ledger(
      'Lines',
      {
        type: { scalar: oneOf('part', 'labour', 'accessory'), label: 'Type' },
        description: { scalar: line(500), label: 'Description', personal: false },
        quantity: { scalar: whole(-9_999, 9_999), label: 'Quantity' },
        price: { scalar: money, label: 'Unit price incl. VAT' },
        vat: { scalar: decimal(0, 100), label: 'VAT %', optional: true },
        device: { scalar: referenceTo('device'), label: 'Device', optional: true },
      },
      'critical',
      staff,
      { amount: (entry) => asNumber(entry['quantity']) * asNumber(entry['price']) },
    ),
    payments: ledger(
      'Payments',
      {
        method: { scalar: oneOf('cash', 'card', 'transfer'), label: 'Method' },
        /** A refund is a negative payment. */
        amount: { scalar: money, label: 'Amount' },
        deposit: { scalar: yesNo, label: 'Deposit', optional: true },
        note: { scalar: line(500), label: 'Note', optional: true, personal: true },
      },
      'critical',
      desk,
      { amount: (entry) => asNumber(entry['amount']) },
    ),
    /** Which version of the shop's terms the client agreed to. */
    terms: latest('Terms', line(80), 'low', staff, { personal: false }),
    signedBy: review('Terms signed by', line(120), 'medium', staff, { personal: true }),
    signedAt: latest('Terms signed at', instant, 'low', staff),
    /** The id of the picture of the signature, kept as photos are. */
    signature: latest('Signature', line(200), 'medium', staff, {
      find: 'never',
      personal: true,
      files: true,
    }),
    carrier: latest('Carrier', line(60), 'low', desk, { personal: false }),
    tracking: client('Tracking number', line(80), 'low', desk, { find: 'number', personal: true }),
    notes: text('Notes', 200_000, 'low', staff, { legacy: 'notes', personal: true }),
  },
  { booked: true, placed: ['location'] },
);
