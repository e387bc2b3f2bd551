/** A device on the bench. The passcode is a secret and in no document: only its kind is. */
import { kind, latest, ledger, review, set, text } from './declare.ts';
import { deviceMoves, deviceStatuses } from './device-status.ts';
import { account, date, instant, line, money, oneOf, referenceTo, whole } from './scalar.ts';
import { bench, desk, managers, staff } from './roles.ts';

const asNumber = (value: unknown): number => (typeof value === 'number' ? value : 0);

export const device = kind(
  'device',
  'Device',
  'Devices',
  ['brand', 'model', 'type'],
  {
    order: review('Order', referenceTo('order'), 'high', staff, { legacy: 'orderId', belongs: true }),
    status: review('Status', oneOf(...deviceStatuses), 'critical', staff, {
      legacy: 'status',
      moves: deviceMoves,
      takeBack: managers,
    }),
    type: latest('Type', line(80), 'low', staff, { legacy: 'type', personal: false }),
    brand: latest('Brand', line(80), 'low', staff, { legacy: 'brand', personal: false }),
    model: latest('Model', line(120), 'low', staff, { legacy: 'model', personal: false }),
    serial: review('Serial number', line(80), 'medium', staff, {
      legacy: 'serial',
      find: 'number',
      personal: true,
    }),
    imei: review('IMEI', line(32), 'medium', staff, { find: 'number', personal: true, typed: 'imei' }),
    colour: latest('Colour', line(40), 'low', staff, { aliases: ['color'], personal: false }),
    storage: latest('Storage', line(40), 'low', staff, { personal: false }),
    grade: latest('Condition', oneOf('A', 'B', 'C', 'D', 'F'), 'medium', staff),
    issue: text('Issue as reported', 200_000, 'low', staff, { legacy: 'issue', personal: true }),
    diagnosis: text('Diagnosis', 200_000, 'low', bench, { legacy: 'diagnosis', personal: true }),
    resolution: text('Resolution', 200_000, 'low', bench, { legacy: 'resolution', personal: true }),
    notes: text('Technician notes', 200_000, 'low', staff, { personal: true }),
    accessories: set('Accessories handed in', line(80), 'medium', staff, { personal: true }),
    passcodeKind: review('Kind of passcode', oneOf('none', 'pin', 'pattern', 'password'), 'medium', staff, {
      personal: true,
    }),
    price: review('Price', money, 'critical', desk, { legacy: 'price' }),
    location: latest('Location', line(80), 'low', staff, { personal: false }),
    engineer: latest('Engineer', account, 'medium', staff, { legacy: 'assignedUserId' }),
    priority: latest('Priority', oneOf('normal', 'urgent', 'express'), 'medium', staff),
    bench: latest('Bench', line(40), 'low', staff, { personal: false }),
    /** Who is working on it just now, and until when that may be believed without another word: a hint, not a lock. */
    claimedBy: latest('Being worked on by', account, 'low', staff),
    claimedUntil: latest('Claimed until', instant, 'low', staff),
    readyBy: latest('Ready by', date, 'medium', staff),
    warrantyUntil: review('Under warranty until', date, 'high', staff),
    received: latest('Received', instant, 'low', staff),
    parts: ledger(
      'Parts used',
      {
        part: { scalar: line(200), label: 'Part', personal: false },
        quantity: { scalar: whole(-999, 999), label: 'Quantity' },
        cost: { scalar: money, label: 'Unit cost', optional: true },
        /** Where it came from stock; the movement itself stands in the item. */
        item: { scalar: referenceTo('item'), label: 'Item', optional: true },
      },
      'high',
      bench,
      { amount: (entry) => asNumber(entry['quantity']) * asNumber(entry['cost']) },
    ),
    photosBefore: set('Photos before', line(200), 'low', staff, {
      find: 'never',
      personal: true,
      files: true,
    }),
    photosAfter: set('Photos after', line(200), 'low', staff, { find: 'never', personal: true, files: true }),
  },
  {
    booked: true,
    // With its order, wherever it lies just now: who takes the order's payment sees what was done for it.
    placed: ['order', 'location'],
    secrets: {
      /** Whoever takes the device in is told it; who opens the device needs it. */
      passcode: {
        label: 'Passcode',
        max: 200,
        write: staff,
        reveal: bench,
        until: { field: 'status', values: ['collected', 'despatched'] },
      },
    },
  },
);
